"""How many of the new plants are still there after one year, two years, three."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from workbench.errors import ParameterError, Problem
from workbench.measures._answer import about, answer
from workbench.measures._card import Card, Variant, measure
from workbench.measures._cells import Codes, Grouping, Numbers, Reason, Rows, ratio
from workbench.measures._door import choose
from workbench.measures._plant_years import NEEDED, Lives, lives

NO_BIRTHS = "no plant was born after the first year of the table"
TOO_YOUNG = "no plant was born early enough to be seen a year later"

CARD = Card(
    question="What share of the new plants is still there after one year, two years, three?",
    formula="S(a) = product over ages t up to a of (1 - d_t / n_t), d_t deaths among the n_t "
    "plants at risk",
    source="Kaplan and Meier (1958); standard error: Greenwood (1926)",
    reading="0.6 at age 3: six of ten new plants live for three years or more",
    variants={
        name: Variant(f"plants {whose}", (*keys, "age"), "share of the born", "0 to 1")
        for name, whose, keys in (
            ("industry", "of an industry", ("industry",)),
            ("region", "of a region", ("region",)),
            ("cell", "of an industry in a region", ("region", "industry")),
            ("area", "of the whole area", ()),
        )
    },
    tables=("plants",),
    columns=NEEDED,
    caveats=(
        "plants there from the first year of the table on are left out: how old they are is not "
        "known; n_left_out of the facts says how many",
        "plants still there in the last year count as long as they were seen (censored)",
        "a plant that vanishes has not always closed: it may have merged or been renumbered",
        "the region and industry are those of a plant's first year; a year away does not end its "
        "life",
        "few at risk at high ages: look at at_risk and at the interval",
    ),
    also_called={
        "statsmodels": "SurvfuncRight",
        "lifelines": "KaplanMeierFitter",
        "survival (R)": "survfit, with conf.type='log-log'",
    },
    more={
        "at_risk": "plants that lived to the age before and are seen at this age",
        "deaths": "of these, how many did not reach this age",
        "standard_error": "by Greenwood's formula; empty where nobody is left",
        "low": "lower end of the interval, by the log-log transformation; empty at 0 and 1",
        "high": "upper end of the interval",
    },
    over_time=True,
)


@dataclass(frozen=True)
class Table:
    """A life table: one row a group, one column an age from 1 on."""

    at_risk: Numbers
    deaths: Numbers

    def survival(self) -> Numbers:
        """The share that lives to each age, nan where nobody is at risk."""
        share = np.cumprod(1 - ratio(self.deaths, self.at_risk, 0), axis=1)
        return np.where(self.at_risk > 0, share, np.nan)

    def standard_error(self) -> Numbers:
        """Greenwood's standard error of the survival; nan where nobody is left."""
        terms = ratio(self.deaths, self.at_risk * (self.at_risk - self.deaths))
        return np.asarray(self.survival() * np.sqrt(np.cumsum(terms, axis=1)))

    def interval(self, confidence: float) -> tuple[Numbers, Numbers]:
        """The ends of the interval of the log-log transformation; nan where S is 0 or 1."""
        share = self.survival()
        is_inside = (share > 0) & (share < 1)
        logarithm = np.log(np.where(is_inside, share, np.nan))
        quantile = NormalDist().inv_cdf((1 + confidence) / 2)
        width = np.exp(quantile * self.standard_error() / (share * np.abs(logarithm)))
        return np.exp(logarithm * width), np.exp(logarithm / width)


@measure(CARD)
def survival(
    plants: pd.DataFrame, *, variant: str = "industry", confidence: float = 0.95
) -> pd.DataFrame:
    """What share of the plants born lives to each age in years, by the Kaplan–Meier estimator.

    Parameters
    ----------
    plants
        One row a plant and year in which it is there: `plant`, `year`, and `region` and
        `industry` as the variant needs them.
    variant
        "industry", "region", "cell" (an industry in a region) or "area" (all plants together).
    confidence
        The confidence of the interval from `low` to `high`, between 0 and 1.

    Returns
    -------
    One row a group and `age` (from 1 to the highest observed), groups in the order of the table,
    with `value`, `undefined` (the reason where there is no value), `at_risk`, `deaths`,
    `standard_error`, `low` and `high`. Variant, unit and counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column or variant does not exist; with the nearest names.
    StudyError
        If a key is empty, or a plant is there twice in a year.
    ParameterError
        If `confidence` is not between 0 and 1.

    Notes
    -----
    S(a) = Π_t≤a (1 - d_t / n_t). A plant that is last seen in year l has reached the age l - birth
    and dies before the age it would have in the next year of the table; one seen in the table's
    last year is censored. Source: Kaplan and Meier (1958).

    Examples
    --------
    >>> plants = pd.DataFrame({
    ...     "plant": list("aaabbc") + ["old"], "industry": "shoes",
    ...     "year": [2019, 2020, 2021, 2019, 2020, 2020, 2018],
    ... })
    >>> survival(plants)[["industry", "age", "value", "at_risk", "deaths"]].round(4)
      industry  age   value  at_risk  deaths
    0    shoes    1  0.6667      3.0     1.0
    1    shoes    2  0.3333      2.0     1.0
    """
    choose("variant of survival", variant, list(CARD.variants))
    if not 0 < confidence < 1:
        raise ParameterError(_no_confidence(confidence))
    names = list(CARD.variants[variant].keys[:-1])
    own = lives(plants, *names)
    group, labels = _groups(own, names)
    is_born = own.first > 0
    age, is_death = _ages(own)
    table = _table(group[is_born], age[is_born], is_death[is_born], len(labels))
    low, high = table.interval(confidence)
    columns = {"at_risk": table.at_risk, "deaths": table.deaths}
    columns |= {"standard_error": table.standard_error(), "low": low, "high": high}
    n_born = np.bincount(group[is_born], minlength=len(labels))
    is_row = table.at_risk > 0
    is_row[:, 0] = True
    rows, ages = np.nonzero(is_row)
    reasons: list[Reason] = [
        (NO_BIRTHS, (n_born == 0)[rows]),
        (TOO_YOUNG, (table.at_risk == 0)[rows, ages]),
    ]
    facts = about(own.found, "survival", CARD, variant) | {
        "n_left_out": int((~is_born).sum()),
        "n_gaps": own.n_gaps,
        "confidence": confidence,
    }
    keys = labels.iloc[rows].reset_index(drop=True).assign(age=ages + 1)
    more = {name: numbers[rows, ages] for name, numbers in columns.items()}
    return answer(keys, table.survival()[rows, ages], reasons, facts, **more)


def _groups(own: Lives, names: list[str]) -> tuple[Codes, pd.DataFrame]:
    """The group in which each plant was born, and the labels of all groups in table order."""
    found = own.found
    codes = np.zeros(len(found.amounts), dtype=np.intp)
    for name in names:
        codes = codes * len(found.keys[name].levels) + found.keys[name].codes
    groups, levels = pd.factorize(codes)
    firsts = Grouping(groups, len(levels), 1).first_rows
    return groups[own.born_in], found.table[names].iloc[firsts].reset_index(drop=True)


def _ages(own: Lives) -> tuple[Codes, Rows]:
    """The age at which each plant died or was last seen, and whether it died."""
    is_death = own.last < len(own.years) - 1
    seen_until = own.last + is_death
    return own.years[seen_until] - own.years[own.first], is_death


def _table(group: Codes, age: Codes, is_death: Rows, n_groups: int) -> Table:
    """The life table of plants by group and age."""
    n_ages = int(age.max(initial=1))
    shape = (n_groups, n_ages + 1)
    cell = group * shape[1] + age
    ended = np.bincount(cell, minlength=n_groups * shape[1]).reshape(shape)
    deaths = np.bincount(cell, weights=is_death, minlength=ended.size).reshape(shape)
    at_risk = np.cumsum(ended[:, ::-1], axis=1)[:, ::-1]
    return Table(at_risk[:, 1:].astype(np.float64), deaths[:, 1:].astype(np.float64))


def _no_confidence(given: float) -> Problem:
    return Problem(
        "CLW-M53",
        "the confidence is not between 0 and 1",
        column="confidence",
        value=str(given),
        expected="a number above 0 and below 1",
        remedy="give confidence=0.95 for an interval of 95%",
    )
