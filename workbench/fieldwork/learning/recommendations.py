"""Which of the brief's eight recommendations do the answers call for, and by which rule.

The recommendations are those of document 002; the rules are ours, for it states none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from workbench.fieldwork.learning.questionnaire import KINDS, KNOWN_GAPS, of_level, share_of_scale
from workbench.hypotheses._survey import COLLABORATIVE, LEARNING

APART = 0.125  # of the scale: half a step where there are five
BALANCED = 0.8  # an index of balance below tells of one-sided learning
AUDITS, CERTIFIES, RECORDS = (
    "competence_development_1",
    "knowledge_acquisition_2",
    "competence_development_4",
)


@dataclass(frozen=True)
class Seen:
    """What the rules look at.

    `answers` (reversed questions turned) and `questions`; `scores` of firms with balance;
    `gaps` by group; `small_gaps`, the share of micro and small firms that lack each known gap;
    `audited`, the share of firms that filled in the sheet skills; `major`, from which share of
    firms on something is called major.
    """

    answers: pd.DataFrame
    questions: pd.DataFrame
    scores: pd.DataFrame
    small_gaps: Mapping[str, float]
    audited: float
    major: float

    def reach(self, items: list[str]) -> pd.Series:
        """How far up its scale each firm's mean answer to some items lies, 0 to 1."""
        if not items:
            return pd.Series(dtype="float64")
        return share_of_scale(self.answers, self.questions, items).dropna()

    def share_low(self, item: str) -> float | None:
        """The share of firms that answer a question below the middle of its scale."""
        if item not in self.answers:
            return None
        own = self.reach([item])
        return None if own.empty else float((own < 1 / 2).mean())


Verdict = tuple[bool | None, str]  # None: the answers do not tell


def _targeted(seen: Seen) -> Verdict:
    """Formal and informal learning differ by half a step or more on some level."""
    told = {}
    for level in LEARNING:
        formal, informal = (
            seen.reach(of_level(seen.questions, level, kind)).mean() for kind in KINDS
        )
        told[level] = formal - informal
    known = {level: gap for level, gap in told.items() if gap == gap}  # noqa: PLR0124 - nan
    if not known:
        return None, "no level has both formal and informal questions"
    level, gap = max(known.items(), key=lambda pair: abs(pair[1]))
    ahead = "formal" if gap > 0 else "informal"
    return abs(gap) >= APART, (
        f"on {level}, where they differ most, {ahead} learning is ahead by {abs(gap):.0%} of the "
        f"scale (rule: {APART:.1%} or more)"
    )


def _aware(seen: Seen) -> Verdict:
    """Too many firms learn one-sidedly."""
    known = seen.scores["balance"].dropna()
    if known.empty:
        return None, "no firm has scores on all three levels"
    share = float((known < BALANCED).mean())
    return share > seen.major, _share_in_words(
        share, f"have an index of balance below {BALANCED}", seen.major
    )


def _participative(seen: Seen) -> Verdict:
    """Too many firms are below the middle on all three levels, or hardly learn with others."""
    reaches = [seen.reach(of_level(seen.questions, level)) for level in LEARNING]
    table = pd.concat(reaches, axis=1).dropna()
    if table.empty:
        return None, "no firm has scores on all three levels"
    share = float((table < 1 / 2).all(axis=1).mean())
    told = _share_in_words(share, "are below the middle on all three levels", seen.major)
    together = seen.reach(of_level(seen.questions, COLLABORATIVE))
    if together.empty:
        return share > seen.major, told
    mean = float(together.mean())
    return share > seen.major or mean < 1 / 2, (
        f"{told}; {COLLABORATIVE} reaches {mean:.0%} of its scale (rule: less than 50%)"
    )


def _small_firms(seen: Seen) -> Verdict:
    """Too many micro and small firms lack marketing or multi-job skills, or none was asked."""
    unasked = [skill for skill in KNOWN_GAPS if skill not in seen.small_gaps]
    told = [
        f"{share:.0%} of micro and small firms hold less {skill} than they need"
        for skill, share in seen.small_gaps.items()
    ]
    told += [f"{skill} was not asked, and was a gap wherever the brief looked" for skill in unasked]
    is_major = any(share > seen.major for share in seen.small_gaps.values())
    return is_major or bool(unasked), f"{'; '.join(told)} (rule: more than {seen.major:.0%})"


def _evaluated(seen: Seen) -> Verdict:
    """Too many firms do not compare skills held with skills needed."""
    low = seen.share_low(AUDITS)
    if low is not None and low > seen.major:
        return True, _share_in_words(
            low, "hardly compare skills held with those needed", seen.major
        )
    silent = 1 - seen.audited
    return silent > seen.major, _share_in_words(silent, "told of no skill", seen.major)


def _accredited(seen: Seen) -> Verdict:
    """Too many firms train without a certificate that others accept."""
    low = seen.share_low(CERTIFIES)
    if low is None:
        return None, f"the question {CERTIFIES} was not asked"
    return low > seen.major, _share_in_words(
        low, "train without a certificate that others accept", seen.major
    )


def _hub(seen: Seen) -> Verdict:
    """Certificates are lacking, and firms learn together enough for the cluster to carry them."""
    lacking, _ = _accredited(seen)
    together = seen.reach(of_level(seen.questions, COLLABORATIVE))
    if lacking is None or together.empty:
        return None, "certificates or collaborative learning were not asked about"
    mean = float(together.mean())
    told = f"{COLLABORATIVE} reaches {mean:.0%} of its scale (rule: 50% or more)"
    if not lacking:
        return False, "recommendation 6 is not called for, so neither is a hub of it"
    return mean >= 1 / 2, told


def _recorded(seen: Seen) -> Verdict:
    """Too many firms do not write down what is learnt on the job."""
    low = seen.share_low(RECORDS)
    if low is None:
        return None, f"the question {RECORDS} was not asked"
    return low > seen.major, _share_in_words(
        low, "hardly write down what is learnt on the job", seen.major
    )


def _share_in_words(share: float, does: str, major: float) -> str:
    return f"{share:.0%} of firms {does} (rule: more than {major:.0%})"


RULES: tuple[tuple[str, Callable[[Seen], Verdict]], ...] = (
    ("target formal and informal training and networks at how each type of firm learns", _targeted),
    ("make firms aware that the three levels of learning need to be in balance", _aware),
    ("move firms from crisis management to learning together, with support", _participative),
    ("close the gaps in marketing and multi-job skills of small firms", _small_firms),
    ("build a culture of evaluating skills in firms, support bodies and agencies", _evaluated),
    ("set up a common accreditation of skills", _accredited),
    ("make the local cluster the hub of accreditation", _hub),
    ("record what is learnt on the job, with standards and credit for it", _recorded),
)


def recommendations(seen: Seen) -> pd.DataFrame:
    """The eight recommendations: which are called for, by which rule, and why the others not.

    Returns
    -------
    number, recommendation, is_shown (missing where the answers cannot tell), rule, reason.
    """
    rows = []
    for number, (words, rule) in enumerate(RULES, start=1):
        is_shown, reason = rule(seen)
        rows.append((number, words, is_shown, str(rule.__doc__).strip().rstrip("."), reason))
    columns = ["number", "recommendation", "is_shown", "rule", "reason"]
    return pd.DataFrame(rows, columns=columns).astype({"is_shown": "boolean"})


def small_gaps(gaps: pd.DataFrame, sizes: pd.Series) -> dict[str, float]:
    """The share of micro and small firms that lack each known gap; of all, if no size is known.

    Parameters
    ----------
    gaps
        As `gaps_by_firm` returns them.
    sizes
        The size class of each respondent.
    """
    own = gaps
    if sizes.notna().any():
        small = set(sizes.index[sizes.isin(["micro", "small"])])
        own = gaps[gaps["respondent"].isin(small)]
    shares = own.groupby("skill")["is_below"].mean()
    return {skill: float(shares[skill]) for skill in KNOWN_GAPS if skill in shares.index}
