"""Which of five types is a small firm, by how it learns and relates to others.

Rules and numbers are our reading of what document 002 says in words; the profiles are those that
the register of hypotheses simulates its survey with.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from workbench.fieldwork.types.probabilities import probabilities, ranked
from workbench.hypotheses._drawn import MIDDLE_SIZE, SIZE_SPREAD
from workbench.hypotheses._survey import LEARNING, TRAITS
from workbench.hypotheses._truth import PROFILES

LOW, HIGH = 1.0, 5.0  # ends of the scale of scores
MIDDLE = (LOW + HIGH) / 2
SPREAD = 0.8  # of firms around the profile of their type, in steps of the scale
MARKED = 0.5  # from here a profile says that an input is low or high
SCORES = tuple(name.replace(" ", "_") for name in (*LEARNING, *TRAITS))
INPUTS = (*SCORES, "employees")
TYPES: dict[str, Mapping[str, float]] = {
    name: dict(zip(INPUTS, profile, strict=True)) for name, profile in PROFILES.items()
}


def firm_inputs(firms: pd.DataFrame) -> pd.DataFrame:
    """The eight inputs of each firm, as steps above the middle of the scale.

    Parameters
    ----------
    firms
        firm, seven scores from 1 to 5 (`SCORES`) and employees; what is empty or absent is not
        known. The size is the logarithm of employees, counted from fifteen.
    """
    found = firms.reindex(columns=list(INPUTS)).apply(pd.to_numeric, errors="coerce")
    found = found.astype("float64").set_axis(pd.Index(firms["firm"], name="firm"))
    scores = found[list(SCORES)] - MIDDLE
    workers = np.log(found["employees"].where(found["employees"] > 0))
    table: pd.DataFrame = scores.assign(employees=(workers - MIDDLE_SIZE) / SIZE_SPREAD)
    return table


def firm_probabilities(firms: pd.DataFrame) -> pd.DataFrame:
    """How probable each of the five types is for each firm.

    Parameters
    ----------
    firms
        As for `firm_inputs`.

    Returns
    -------
    One row a firm, one column a type, adding up to 1.

    Notes
    -----
    Inputs are taken as normal around the profile of a type and independent within it; one that is
    not known is left out, which makes the types less certain.

    Examples
    --------
    >>> toy = pd.DataFrame({"firm": ["a", "b"], "decision_centralisation": [5, None]})
    >>> firm_probabilities(toy)["Crisis Driven"].round(2).tolist()
    [0.76, 0.2]
    """
    inputs = firm_inputs(firms)
    kinds = {
        kind: -(((inputs - pd.Series(profile)) / SPREAD) ** 2).sum(axis=1) / 2
        for kind, profile in TYPES.items()
    }
    return probabilities(pd.DataFrame(kinds, index=inputs.index))


def types_of_firms(firms: pd.DataFrame) -> pd.DataFrame:
    """The likeliest type of each firm, with the rules that fired and what is not known.

    Returns
    -------
    firm, type, probability, runner_up, runner_up_probability, known (of eight inputs), rules_met
    and rules_tried (of what is said of the type), for_it, against_it, not_known.
    """
    found = ranked(firm_probabilities(firms)).reset_index()
    inputs = firm_inputs(firms)
    raw = firms.reindex(columns=list(INPUTS))
    told = [
        _told(inputs.iloc[row], raw.iloc[row], TYPES[kind])
        for row, kind in enumerate(found["type"])
    ]
    columns = ["known", "rules_met", "rules_tried", "for_it", "against_it", "not_known"]
    return pd.concat([found, pd.DataFrame(told, columns=columns)], axis=1)


def rules() -> pd.DataFrame:
    """What is said of each type: type, input, and whether it is low or high.

    Examples
    --------
    >>> rules().query("type == 'Exogenous' and says == 'high'")["input"].tolist()
    ['competence_development', 'formalisation', 'outward_orientation', 'employees']
    """
    rows = [
        (kind, name, "high" if value > 0 else "low")
        for kind, profile in TYPES.items()
        for name, value in profile.items()
        if abs(value) >= MARKED
    ]
    return pd.DataFrame(rows, columns=["type", "input", "says"])


def _told(
    inputs: pd.Series, raw: pd.Series, profile: Mapping[str, float]
) -> tuple[int, int, int, str, str, str]:
    fits: list[str] = []
    against: list[str] = []
    for name, value in profile.items():
        if abs(value) < MARKED or np.isnan(inputs[name]):
            continue
        side = "high" if value > 0 else "low"
        words = f"{name.replace('_', ' ')} {float(raw[name]):.3g}"
        is_met = inputs[name] * np.sign(value) > 0
        (fits if is_met else against).append(
            f"{words} is {side}" if is_met else f"{words} is not {side}"
        )
    unknown = [name.replace("_", " ") for name in INPUTS if np.isnan(inputs[name])]
    met, tried = len(fits), len(fits) + len(against)
    known = len(INPUTS) - len(unknown)
    return known, met, tried, "; ".join(fits), "; ".join(against), "; ".join(unknown)
