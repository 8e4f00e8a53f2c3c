"""From how likely the answers are under each type to how probable each type is."""

from __future__ import annotations

import numpy as np
import pandas as pd


def probabilities(log_likelihoods: pd.DataFrame) -> pd.DataFrame:
    """The probability of each type, all being as likely before anything is known.

    Parameters
    ----------
    log_likelihoods
        One row a thing, one column a type: how likely its answers are, in logarithms.

    Notes
    -----
    Bayes' rule with equal prior probabilities. What is not known adds nothing, so the less is
    known, the nearer all types are to one another.

    Examples
    --------
    >>> probabilities(pd.DataFrame({"a": [0.0, 0.0], "b": [0.0, -np.log(3)]})).round(2)
          a     b
    0  0.50  0.50
    1  0.75  0.25
    """
    logarithms = log_likelihoods.to_numpy(dtype="float64")
    weights = np.exp(logarithms - logarithms.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    return pd.DataFrame(weights, log_likelihoods.index, log_likelihoods.columns)


def ranked(found: pd.DataFrame) -> pd.DataFrame:
    """The likeliest type of each row: type, probability, runner_up and its probability.

    Parameters
    ----------
    found
        As `probabilities` returns them; where types are as likely as another, the first counts.
    """
    order = np.argsort(-found.to_numpy(), axis=1, kind="stable")
    rows, names = np.arange(len(found)), found.columns.to_numpy()
    first, second = order[:, 0], order[:, 1]
    values = found.to_numpy()
    return pd.DataFrame(
        {
            "type": names[first],
            "probability": values[rows, first],
            "runner_up": names[second],
            "runner_up_probability": values[rows, second],
        },
        index=found.index,
    )


def long(found: pd.DataFrame) -> pd.DataFrame:
    """The probabilities as one row a thing and type, types in their order."""
    name = str(found.index.name)
    table = found.reset_index().melt(name, var_name="type", value_name="probability")
    order = {one: place for place, one in enumerate(found.index)}
    return table.sort_values(name, key=lambda c: c.map(order), kind="stable", ignore_index=True)
