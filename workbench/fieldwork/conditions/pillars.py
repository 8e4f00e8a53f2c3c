"""How ready is a place: pillars of criteria, what is missing counted against it and named."""

from __future__ import annotations

import numpy as np
import pandas as pd

HIGHEST = 4
EXPORT = "export: "
MEANS = ("arithmetic", "geometric", "minimum")
ENOUGH = 0.5  # of what a pillar can reach


def pillar_table(
    evidence: pd.DataFrame, criteria: pd.DataFrame, *, mean: str = "arithmetic"
) -> pd.DataFrame:
    """Each pillar from 0 to 1, as the evidence has it, and as it might be.

    Parameters
    ----------
    evidence
        `criterion` and `score` (0 to 4, empty where nobody found out).
    criteria
        `criterion`, `pillar` and `words`.
    mean
        Of the criteria of a pillar: "arithmetic"; or one that does not let a strong criterion
        make up for a weak one, "geometric" or "minimum".

    Returns
    -------
    One row a pillar in the order of the criteria: `value` takes what is missing for 0 (the
    penalty), `without_penalty` leaves it out, `highest` takes it for fully met; `asked`,
    `answered` and `missing`, the words of what nobody found out.

    Examples
    --------
    >>> asked = pd.DataFrame({"criterion": [*"ab"], "pillar": "p", "words": [*"AB"]})
    >>> table = pillar_table(pd.DataFrame({"criterion": ["a"], "score": [4]}), asked)
    >>> table[["value", "without_penalty", "highest", "missing"]].values.tolist()
    [[0.5, 1.0, 1.0, 'B']]
    """
    scores = evidence.set_index("criterion")["score"].astype("float64") / HIGHEST
    known = criteria.assign(score=criteria["criterion"].map(scores))
    rows = []
    for pillar, own in known.groupby("pillar", sort=False):
        score = own["score"]
        rows.append(
            {
                "pillar": pillar,
                "value": mean_of(score.fillna(0.0), mean),
                "without_penalty": mean_of(score.dropna(), mean),
                "highest": mean_of(score.fillna(1.0), mean),
                "asked": len(own),
                "answered": int(score.notna().sum()),
                "missing": "; ".join(own.loc[score.isna(), "words"]),
            }
        )
    return pd.DataFrame(rows)


def mean_of(values: pd.Series, mean: str) -> float:
    """One of the means that `MEANS` names, missing of no values.

    Examples
    --------
    >>> values = pd.Series([0.25, 1.0])
    >>> [mean_of(values, name) for name in MEANS]
    [0.625, 0.5, 0.25]
    """
    if values.empty:
        return float("nan")
    if mean == "minimum":
        return float(values.min())
    if mean == "geometric":
        return float(np.prod(values.to_numpy()) ** (1 / len(values)))
    return float(values.mean())


def is_export(pillar: pd.Series) -> pd.Series:
    """Whether a pillar is one of the starting points for markets abroad."""
    return pillar.str.startswith(EXPORT)


def remedy_table(restraints: pd.DataFrame, remedies: pd.DataFrame) -> pd.DataFrame:
    """Which remedies of a cluster meet what holds these firms back: severity times strength.

    Parameters
    ----------
    restraints
        `restraint` and `severity` (0 to 4).
    remedies
        `restraint`, `remedy`, `strength` (0 to 3) and `why`.

    Returns
    -------
    One row a pair, with `severity` and `priority`, the most pressing first; a restraint that has
    no remedy stays, with priority 0.
    """
    found = remedies.merge(restraints[["restraint", "severity"]], on="restraint", how="left")
    found["priority"] = found["severity"].fillna(0) * found["strength"]
    return found.sort_values(["priority", "restraint"], ascending=[False, True], kind="stable")
