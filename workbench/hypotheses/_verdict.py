"""Is a claim borne out: supported, not shown, refuted or untestable, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from workbench.models.ladder import Rung

VERDICTS = ("supported", "not shown", "refuted", "untestable")


@dataclass(frozen=True)
class Verdict:
    """One of four words on "more of the measure goes with more of the outcome", and the reason.

    `effect`, `low` and `high` say what `change` does to the outcome, in `unit`, with a 95 %
    interval; `smallest_effect` is what was declared worth caring about, in the same unit.
    """

    verdict: str
    reason: str
    smallest_effect: float
    change: str = ""
    effect: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    unit: str = ""
    caveats: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> list[str]:
        """The verdict in plain words: the word, the reason, each caveat."""
        return [f"{self.verdict.capitalize()}: {self.reason}", *self.caveats]

    def __repr__(self) -> str:
        return "\n".join(self.paragraphs)


def judge(rungs: Sequence[Rung], measure: str, smallest_effect: float) -> Verdict:
    """Judge the claim that more of `measure` goes with more of the outcome.

    The last rung decides, by its more cautious interval: *supported* if the whole interval lies
    above the smallest effect of interest; *refuted* if the whole interval lies below it, so
    that any effect is smaller than what matters or has the other sign; *not shown* otherwise.

    Parameters
    ----------
    rungs
        A ladder of fits, the fullest last.
    measure
        The column whose effect is judged.
    smallest_effect
        The smallest effect worth caring about, in the unit of the first line of `Fit.effects`
        (percent for a doubling where both sides are in logarithms).

    Returns
    -------
    A `Verdict` with the caveats of the fit it rests on.
    """
    last = rungs[-1].cautious
    lines = last.effects[last.effects["term"].isin([measure, f"log({measure})"])]
    if lines.empty:
        why = f"the fullest model has no effect of {measure} to judge"
        return Verdict("untestable", why, smallest_effect)
    line = lines.iloc[0]
    low, high = float(line["low"]), float(line["high"])
    if not isfinite(high - low):
        why = f"the fullest model gives the effect of {measure} no interval"
        return Verdict("untestable", why, smallest_effect)
    word, because = _word(low, high, smallest_effect, str(line["unit"]))
    amount = f"{_signed(line['effect'])} {line['unit']}".strip()
    reason = (
        f"{line['change']} goes with {amount} in "
        f"{last.provenance.get('outcome') or last.outcome} "
        f"(95 % interval {_signed(low)} to {_signed(high)}), {because}."
    )
    return Verdict(
        word,
        reason,
        smallest_effect,
        str(line["change"]),
        float(line["effect"]),
        low,
        high,
        str(line["unit"]),
        tuple(_caveats(rungs, measure)),
    )


def _word(low: float, high: float, smallest: float, unit: str) -> tuple[str, str]:
    worth = f"{smallest:g} {unit}".strip()
    if low > smallest:
        return "supported", f"all of it above the {worth} declared worth caring about"
    if high < -smallest:
        return "refuted", "all of it on the opposite side of zero"
    if high < smallest:
        return "refuted", f"all of it below the {worth} declared worth caring about"
    if low > 0:
        return "not shown", f"above zero, yet it reaches below the {worth} worth caring about"
    return "not shown", "which holds zero, so these data cannot tell"


def _caveats(rungs: Sequence[Rung], measure: str) -> list[str]:
    estimates = [rung.robust.term(measure)["estimate"] for rung in rungs]
    found = []
    if min(estimates) < 0 < max(estimates):
        found.append("The sign changes along the ladder, so the answer depends on the model.")
    elif max(map(abs, estimates)) > 2 * min(map(abs, estimates)):
        found.append("The size changes by more than half along the ladder of models.")
    found += [f"Be wary of {text}." for text in rungs[-1].cautious.warnings]
    found.append(
        "An association between places is not a cause: firms also move to places that do well."
    )
    return found


def _signed(number: float) -> str:
    return f"{number:+.3g}"
