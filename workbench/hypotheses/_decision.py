"""Which of four words does the evidence earn: the rule of decision, fixed before any data."""

from __future__ import annotations

from math import isfinite

from workbench.hypotheses._card import Evidence, Hypothesis

SUPPORTED, NOT_SHOWN, REFUTED, UNTESTABLE = "supported", "not shown", "refuted", "untestable"


def decide(card: Hypothesis, evidence: Evidence) -> tuple[str, str]:
    """The verdict on a claim, and the reason in words.

    A claim of *more* is supported if the whole 95 % interval lies above the smallest effect of
    interest, refuted if the whole of it lies below, and not shown otherwise; of *less*, the same
    with the sign turned. A claim of *none* is supported if the whole 95 % interval lies within
    plus and minus the smallest effect, refuted if the whole of it lies outside, and not shown
    otherwise: an interval that holds zero does not show that there is nothing. A claim of its
    *own* kind brings its verdict, by the refuter on its card.

    Examples
    --------
    >>> from workbench.hypotheses import hypotheses
    >>> card = hypotheses["density_raises_productivity"].hypothesis
    >>> decide(card, Evidence(0.2, 0.1, 0.3, "fitted"))[0]
    'supported'
    >>> decide(card, Evidence(0.0, -0.005, 0.005, "fitted"))[0]
    'refuted'
    """
    if evidence.verdict is not None:
        return evidence.verdict, evidence.words
    if not isfinite(evidence.high - evidence.low):
        return UNTESTABLE, f"{evidence.words} The estimate has no interval."
    word, because = _word(card, evidence.low, evidence.high)
    return word, f"{evidence.words} {because}"


def _word(card: Hypothesis, low: float, high: float) -> tuple[str, str]:
    worth = f"{card.smallest_effect:g} {card.unit}".strip()
    if card.kind == "none":
        return _word_of_none(low, high, card.smallest_effect, worth)
    if card.kind == "less":
        low, high = -high, -low
    if low > card.smallest_effect:
        return (
            SUPPORTED,
            f"All of it lies beyond {worth}, the smallest effect of interest.",
        )
    if high < 0:
        return REFUTED, "The whole interval lies on the other side of zero."
    if high < card.smallest_effect:
        return REFUTED, f"Whatever effect there is, it is smaller than {worth}."
    if low > 0:
        return NOT_SHOWN, f"The sign is the claimed one, but less than {worth} is possible."
    return NOT_SHOWN, "The interval holds zero, and effects that would matter: it cannot be told."


def _word_of_none(low: float, high: float, smallest: float, worth: str) -> tuple[str, str]:
    if -smallest < low and high < smallest:
        return SUPPORTED, f"The whole interval lies within {worth} on either side of zero."
    if low > smallest or high < -smallest:
        return REFUTED, f"The whole interval lies outside {worth} on either side of zero."
    return NOT_SHOWN, f"Effects of more than {worth} are possible, and so is none."
