"""How evenly does a firm learn on the three levels: shares, an index of balance, and its entropy.

Derived by us: the brief speaks of the relative balance of the three and gives no formula.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.hypotheses._survey import LEARNING

FARTHEST = np.sqrt(2 / 3)  # from the middle of the triangle to a corner


def balance(amounts: pd.DataFrame) -> pd.DataFrame:
    """How evenly three amounts make up their whole.

    Parameters
    ----------
    amounts
        One row a firm, three columns of 0 or more: how far up its scale each level reaches.

    Returns
    -------
    On the rows of `amounts`: the three columns as shares of their sum, `balance` (1 for three
    equal shares, 0 for one alone), `entropy_balance` (the same by entropy) and `strongest` and
    `weakest`, the names of the largest and the smallest share. Missing where an amount is, or
    where all are 0.

    Notes
    -----
    balance = 1 - |p - (1/3, 1/3, 1/3)| / sqrt(2/3); entropy_balance = -sum p ln p / ln 3.

    Examples
    --------
    >>> toy = pd.DataFrame({"a": [1.0, 1.0], "b": [1.0, 0.0], "c": [1.0, 0.0]})
    >>> balance(toy)[["balance", "entropy_balance"]].round(6).to_numpy().tolist()
    [[1.0, 1.0], [0.0, 0.0]]
    """
    whole = amounts.sum(axis=1, skipna=False)
    shares = amounts.div(whole.where(whole > 0), axis=0)
    away = np.sqrt(((shares - 1 / 3) ** 2).sum(axis=1, skipna=False))
    logarithms = np.log(shares.where(shares > 0, 1.0))
    entropy = -(shares * logarithms).sum(axis=1, skipna=False) / np.log(3)
    known = shares.notna().all(axis=1)
    filled = shares.fillna(0.0)
    return shares.assign(
        balance=(1 - away / FARTHEST).clip(0, 1),
        entropy_balance=(entropy + 0.0).clip(0, 1).where(known),
        strongest=filled.idxmax(axis=1).where(known),
        weakest=filled.idxmin(axis=1).where(known),
    )


def reached(scores: pd.DataFrame, ends: pd.DataFrame) -> pd.DataFrame:
    """How far up its scale each level of learning reaches, 0 to 1.

    Parameters
    ----------
    scores
        One column for each level of learning.
    ends
        low and high of the scale of each level, by level.
    """
    own: pd.DataFrame = scores[list(LEARNING)]
    low, high = (ends.loc[list(LEARNING), end].to_numpy() for end in ("low", "high"))
    return own.sub(low).div(high - low)
