"""What does a study say about the claims: one ruling a hypothesis, and the ledger of them all."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.data import Study, load
from workbench.errors import ParameterError, Problem, WorkbenchError
from workbench.hypotheses._card import Evidence, Hypothesis, Test, Untestable
from workbench.hypotheses._decision import NOT_SHOWN, SUPPORTED, UNTESTABLE, decide
from workbench.hypotheses._own import read_own
from workbench.hypotheses._register import standing
from workbench.measures import false_discoveries
from workbench.measures._progress import shown

OWN = ".toml"  # how the file of a hypothesis of one's own ends
NUMBER = re.compile(r"H\d+")
RATE = 0.05  # of false discoveries among the claims of a family
NAN = float("nan")


@dataclass(frozen=True)
class Ruling:
    """The verdict on one hypothesis by one study, with all that a reader needs to doubt it.

    `verdict` is supported, not shown, refuted or untestable; `reason` says why in words.
    `estimate`, `low` and `high` (95 %) are in `unit`, as is the `smallest_effect` of interest.
    `q_value` is the p-value of no effect after the control of false discoveries in its family.
    `registered` says whether the hypothesis is as it was fixed before the data were opened.
    """

    number: str
    hypothesis: str
    claim: str
    verdict: str
    reason: str
    smallest_effect: float
    unit: str
    refuter: str
    registered: str
    study: str
    estimate: float = NAN
    low: float = NAN
    high: float = NAN
    p_value: float = NAN
    q_value: float = NAN
    rows: int = 0
    family: str = ""
    caveats: tuple[str, ...] = ()
    table: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)

    def as_record(self) -> dict[str, Any]:
        """The ruling as plain data: the contract's fields first; what is undefined is None."""
        return {
            "hypothesis": self.hypothesis,
            "claim": self.claim,
            "verdict": self.verdict,
            "reason": self.reason,
            "estimate": _finite(self.estimate),
            "interval": [_finite(self.low), _finite(self.high)],
            "smallest_effect": self.smallest_effect,
            "unit": self.unit,
            "number": self.number,
            "study": self.study,
            "rows": self.rows,
            "p_value": _finite(self.p_value),
            "q_value": _finite(self.q_value),
            "family": self.family,
            "refuter": self.refuter,
            "registered": self.registered,
            "caveats": list(self.caveats),
        }

    def __repr__(self) -> str:
        lines = [f"{self.number} {self.hypothesis}: {self.verdict}", self.claim, self.reason]
        if not math.isnan(self.estimate):
            lines.append(
                f"estimate {self.estimate:.4g} ({self.low:.4g} to {self.high:.4g}) {self.unit}; "
                f"smallest effect of interest {self.smallest_effect:g}; {self.registered}"
            )
        lines += [f"Would refute it: {self.refuter}", *(f"Note: {text}" for text in self.caveats)]
        return "\n".join(lines)


def ledger(study: str | Study, names: Sequence[str] | None = None) -> list[Ruling]:
    """The verdict of a study on every hypothesis, or on those that are named.

    Within each family of claims false discoveries are held at 5 % (Benjamini and Hochberg 1995):
    a claim that its own interval supports, and the family's control does not, is not shown.

    Parameters
    ----------
    study
        A study, its name or its folder.
    names
        Hypotheses by name; all by default.

    Returns
    -------
    One ruling a hypothesis, in the order of their numbers; none is left out, and those that the
    study cannot test say why.

    Raises
    ------
    UnknownName
        For a study or hypothesis that does not exist; with the nearest.
    """
    from workbench.hypotheses import hypotheses

    found = load(study)
    tests = [hypotheses[by_number(name)] for name in (names or hypotheses.names())]
    tests.sort(key=lambda test: int(test.hypothesis.number[1:]))
    steps = shown(tests, len(tests), "hypotheses judged")
    return _controlled([_ruling(test, found) for test in steps])


def verdict(name: str, study: str | Study, *, smallest_effect: float | None = None) -> Ruling:
    """The verdict of a study on one hypothesis.

    Parameters
    ----------
    name
        From `workbench list hypotheses`, its number ("H1"), or the path of a hypothesis of one's
        own, which `workbench new hypothesis` wrote.
    study
        A study, its name or its folder.
    smallest_effect
        Another smallest effect of interest than the registered one; the ruling says so.

    Raises
    ------
    UnknownName
        For a study or hypothesis that does not exist; with the nearest.

    Examples
    --------
    >>> verdict("cluster_sizes_are_pareto", "zhejiang_guangdong").verdict
    'refuted'
    """
    from workbench.hypotheses import hypotheses

    if name.endswith(OWN):
        return _own_ruling(Path(name), load(study), smallest_effect)
    test = hypotheses[by_number(name)]
    card = test.hypothesis
    if smallest_effect is not None:
        _refuse_own_rule(card)
        card = replace(card, smallest_effect=smallest_effect)
    return _ruling(test, load(study), card)


def by_number(name: str) -> str:
    """The name of the hypothesis that a number means; any other name as it is.

    Examples
    --------
    >>> by_number("H16")
    'cluster_sizes_are_pareto'
    """
    from workbench.hypotheses import hypotheses

    if not NUMBER.fullmatch(name):
        return name
    found = (n for n in hypotheses.names() if hypotheses[n].hypothesis.number == name)
    return next(found, name)


def _refuse_own_rule(card: Hypothesis) -> None:
    if card.kind == "own":
        raise ParameterError(
            Problem(
                "CLW-P08",
                f"{card.number} is judged by a rule of its own, not by its smallest effect alone",
                column="smallest_effect",
                expected=f"its rule: {card.refuter}",
                remedy="leave the smallest effect as it was registered",
            )
        )


def _ruling(test: Test, study: Study, card: Hypothesis | None = None) -> Ruling:
    """One ruling of a hypothesis on the shelf."""
    fixed = card or test.hypothesis
    return _ruled(test.__name__, fixed, standing(fixed), lambda: (fixed, test(study)), study)


def _own_ruling(path: Path, study: Study, smallest_effect: float | None) -> Ruling:
    """One ruling of a hypothesis that was registered in a file."""
    own, stands = read_own(path)
    if smallest_effect is not None:
        own = replace(own, smallest_effect=smallest_effect)
        stands = "changed after it was registered: smallest effect"
    return _ruled(path.stem, own.card, stands, lambda: own(study), study)


def _ruled(
    name: str,
    card: Hypothesis,
    stands: str,
    gather: Callable[[], tuple[Hypothesis, Evidence]],
    study: Study,
) -> Ruling:
    """The ruling on what is gathered; what a study cannot say is said to be so."""
    evidence = Evidence(NAN, NAN, NAN, "")
    try:
        card, evidence = gather()
        word, reason = decide(card, evidence)
    except Untestable as why:
        word, reason = UNTESTABLE, str(why)
    except WorkbenchError as error:
        word, reason = UNTESTABLE, f"The model cannot be fitted: {error.problems[0].message}."
    return Ruling(
        card.number,
        name,
        card.claim,
        word,
        reason,
        card.smallest_effect,
        card.unit,
        card.refuter,
        stands,
        study.name,
        evidence.estimate,
        evidence.low,
        evidence.high,
        evidence.p_value,
        rows=evidence.rows,
        family=card.family,
        caveats=(*evidence.caveats, *card.caveats),
        table=evidence.table,
    )


def _controlled(rulings: list[Ruling]) -> list[Ruling]:
    """The rulings with their q-values; what does not survive the control is not shown."""
    frame = pd.DataFrame({"family": [r.family for r in rulings], "p": [r.p_value for r in rulings]})
    adjusted = pd.Series(NAN, frame.index)
    for _, rows in frame.dropna().groupby("family"):
        adjusted.loc[rows.index] = false_discoveries(rows, column="p")["q_value"]
    return [_kept(ruling, float(q)) for ruling, q in zip(rulings, adjusted, strict=True)]


def _kept(ruling: Ruling, q_value: float) -> Ruling:
    if ruling.verdict != SUPPORTED or not q_value > RATE:
        return replace(ruling, q_value=q_value)
    reason = (
        f"{ruling.reason} Among the claims of its family, though, it could be a false discovery "
        f"(q = {q_value:.2g})."
    )
    return replace(ruling, verdict=NOT_SHOWN, reason=reason, q_value=q_value)


def ledger_frame(rulings: Sequence[Ruling]) -> pd.DataFrame:
    """The rulings as a table, one row each."""
    columns = (
        "number hypothesis claim verdict reason estimate low high smallest_effect unit p_value "
        "q_value rows registered study"
    )
    return pd.DataFrame([{c: getattr(r, c) for c in columns.split()} for r in rulings])


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
