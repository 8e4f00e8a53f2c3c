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
    return _alpha(answers.to_numpy(dtype="float64"))


def _alpha(values: np.ndarray) -> float:
    """Alpha of answers in rows of respondents and columns of questions."""
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
    level_of = questions["level"]
    is_scale = level_of.ne("") & (level_of.map(level_of.value_counts()) >= FEWEST_ITEMS)
    if not is_scale.any():
        return pd.DataFrame()
    own = questions.loc[is_scale, ["level", "kind", "wording"]].rename_axis("item")
    told = pd.concat(
        _each_of(answers[of_level(questions, level)]) for level in own["level"].unique()
    )
    return own.join(told).reset_index()


def _each_of(answers: pd.DataFrame) -> pd.DataFrame:
    """What each question adds to the others of its level, by item."""
    values = answers.to_numpy(dtype="float64")
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)
    others = known.sum(axis=1, keepdims=True) - known
    with np.errstate(invalid="ignore", divide="ignore"):
        rest = (filled.sum(axis=1, keepdims=True) - filled) / np.where(others > 0, others, np.nan)
    places = range(values.shape[1])
    return pd.DataFrame(
        {
            "firms": known.sum(axis=0),
            "mean": answers.mean(),
            "spread": answers.std(),
            "item_rest_correlation": [_correlation(values[:, at], rest[:, at]) for at in places],
            "alpha_without": [_alpha(np.delete(values, at, axis=1)) for at in places],
        },
        index=answers.columns,
    )


def _correlation(one: np.ndarray, other: np.ndarray) -> float:
    both = np.stack([one, other])[:, ~np.isnan(one + other)]
    if both.shape[1] < FEWEST_FIRMS or (np.ptp(both, axis=1) == 0).any():
        return np.nan
    return float(np.corrcoef(both)[0, 1])
