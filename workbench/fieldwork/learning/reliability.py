"""Do the questions of a level measure one thing: Cronbach's alpha, omega, and each question."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.errors import ParameterError
from workbench.fieldwork.learning.questionnaire import LEVELS, of_level
from workbench.hypotheses._factor import factor_model

FEWEST_ITEMS, FEWEST_FIRMS = 2, 3
FEWEST_FOR_OMEGA = 4  # of three questions one factor fits any answers
ACCEPTED = 0.7  # from here on a scale is commonly taken as reliable (Nunnally 1978)


def cronbach_alpha(answers: pd.DataFrame) -> float:
    """How far the questions of a level agree: 1 if they say the same, 0 if they share nothing.

    Parameters
    ----------
    answers
        One row a respondent, one column a question, reversed ones turned; rows with a missing
        answer are left out.

    Returns
    -------
    Alpha; nan for fewer than two questions or three full answers, or where nothing varies.

    Notes
    -----
    k / (k - 1) (1 - sum of the variances of the items / variance of their sum) (Cronbach 1951,
    Psychometrika 16).

    Examples
    --------
    >>> round(cronbach_alpha(pd.DataFrame({"a": [1, 2, 3, 4], "b": [2, 2, 4, 4]})), 3)
    0.941
    """
    values = answers.to_numpy(dtype="float64")
    full = values[~np.isnan(values).any(axis=1)]
    firms, count = full.shape
    if count < FEWEST_ITEMS or firms < FEWEST_FIRMS:
        return np.nan
    whole = float(full.sum(axis=1).var(ddof=1))
    if whole == 0:
        return np.nan
    parts = float(full.var(axis=0, ddof=1).sum())
    return float(count / (count - 1) * (1 - parts / whole))


def alpha_interval(
    alpha: float, firms: int, items: int, *, confidence: float = 0.95
) -> tuple[float, float]:
    """The interval of Cronbach's alpha.

    Notes
    -----
    (1 - alpha) / (1 - its estimate) follows F with n - 1 and (n - 1)(k - 1) degrees of freedom
    (Feldt 1965, Psychometrika 30; Feldt, Woodruff and Salih 1987).

    Examples
    --------
    >>> [round(end, 3) for end in alpha_interval(0.8, 41, 5)]
    [0.684, 0.883]
    """
    from scipy.special import fdtri

    if np.isnan(alpha):
        return np.nan, np.nan
    first, second = firms - 1, (firms - 1) * (items - 1)
    tail = (1 - confidence) / 2
    low, high = (1 - (1 - alpha) * fdtri(first, second, p) for p in (1 - tail, tail))
    return float(low), float(high)


def reliability(
    answers: pd.DataFrame, questions: pd.DataFrame, *, confidence: float = 0.95
) -> pd.DataFrame:
    """How reliable each level is: a row a level with two questions or more.

    Returns
    -------
    level, items, firms (with all answers), alpha, low, high, omega (McDonald 1999; missing where
    there are fewer than four questions, or one factor cannot be fitted) and is_reliable (alpha of
    0.7 or more).
    """
    rows = []
    for level in dict.fromkeys([*LEVELS, *sorted(questions["level"])]):
        items = of_level(questions, level)
        if level and len(items) >= FEWEST_ITEMS:
            full = answers[items].dropna()
            alpha = cronbach_alpha(full)
            low, high = alpha_interval(alpha, len(full), len(items), confidence=confidence)
            rows.append((level, len(items), len(full), alpha, low, high, _omega(full)))
    columns = ["level", "items", "firms", "alpha", "low", "high", "omega"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(is_reliable=table["alpha"] >= ACCEPTED)


def _omega(full: pd.DataFrame) -> float:
    if full.shape[1] < FEWEST_FOR_OMEGA:
        return np.nan
    try:
        return float(factor_model(full, pd.Series("one", full.columns)).omega.iloc[0])
    except ParameterError:
        return np.nan


def item_table(answers: pd.DataFrame, questions: pd.DataFrame) -> pd.DataFrame:
    """What each question of a level with several adds: a row a question.

    Returns
    -------
    item, level, kind, wording, firms, mean and spread (reversed questions turned),
    item_rest_correlation with the mean of the other questions of its level, and alpha_without
    it.
    """
    rows = []
    level_of = questions["level"]
    is_scale = level_of.ne("") & (level_of.map(level_of.value_counts()) >= FEWEST_ITEMS)
    for item, asked in questions[is_scale].iterrows():
        own = answers[item]
        rest = answers[of_level(questions, asked["level"])].drop(columns=item)
        rows.append(
            {
                "item": item,
                "level": asked["level"],
                "kind": asked["kind"],
                "wording": asked["wording"],
                "firms": int(own.notna().sum()),
                "mean": own.mean(),
                "spread": own.std(),
                "item_rest_correlation": _correlation(own, rest.mean(axis=1)),
                "alpha_without": cronbach_alpha(rest),
            }
        )
    return pd.DataFrame(rows)


def _correlation(one: pd.Series, other: pd.Series) -> float:
    both = pd.concat([one, other], axis=1).dropna()
    if len(both) < FEWEST_FIRMS or (both.std() == 0).any():
        return np.nan
    return float(np.corrcoef(both.to_numpy(), rowvar=False)[0, 1])
