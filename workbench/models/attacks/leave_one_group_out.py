"""Does one province, state or country carry the answer: the estimate without each of them."""

from __future__ import annotations

import pandas as pd

from workbench.models.attacks._card import Attack, Card, attack
from workbench.models.attacks._refits import (
    AS_FITTED,
    Impossible,
    Line,
    answered,
    bare,
    check_above_zero,
    check_columns,
    defined,
    line_of,
    refit,
    said,
    stands,
    tells_why,
)
from workbench.models.formula import parse
from workbench.models.specification import Specification

CARD = Card(
    question="Does the answer hang on one group of places?",
    method="The model is fitted once without each group. The answer survives if every such fit "
    "gives the same one: more, less, or not to be told from none (95 %); with a smallest effect "
    "of interest, if every estimate also stays on the same side of it.",
    source="Belsley, D. A., Kuh, E. and Welsch, R. E. (1980), Regression Diagnostics, Wiley, "
    "chapter 2, by group",
    caveats=("Each fit has fewer rows, so an interval may come to hold zero by that alone.",),
)
PLACES = ("province", "state", "country", "commune", "division")
FEWEST = 3
NAMES = {"region": "name", "industry": "industry_name"}


@attack(CARD)
@tells_why
def leave_one_group_out(
    panel: pd.DataFrame,
    specification: Specification,
    *,
    groups: str | None = None,
    smallest_effect: float | None = None,
    most: int = 100,
) -> Attack:
    """Fit the model again without each group of places, and name the one that matters most.

    Parameters
    ----------
    panel
        As `fit` takes it.
    specification
        The model and its term.
    groups
        Column of groups. By default the first of the clusters, the fixed effects, province,
        state, country that has 3 to `most` groups.
    smallest_effect
        In the unit of the coefficient, above 0.
    most
        How many groups the default may have.

    Returns
    -------
    An `Attack`. Its table has a row for the fit itself and one for each group left out, with
    `change` (of the estimate); sorted by estimate.

    Raises
    ------
    UnknownName
        If there is no such column; with the nearest.
    ParameterError
        If an option is not above 0.

    Notes
    -----
    See the card for the rule of survival.

    Examples
    --------
    >>> table = pd.DataFrame({"y": [1, 2, 3, 4, 5, 6, 7, 9.0], "x": [1, 2, 3, 4, 5, 6, 7, 8.0],
    ...                       "state": list("AABBCCDD")})
    >>> leave_one_group_out(table, Specification("y ~ x", "x"), groups="state").survived
    True
    """
    check_above_zero(smallest_effect=smallest_effect, most=most)
    column = groups or _groups(panel, specification, most)
    check_columns(panel, [column])
    lean = bare(panel)
    fitted = specification.fit(lean)
    base = line_of(AS_FITTED, fitted, specification.term)
    used = lean.loc[fitted.residuals.index]
    lines = [
        refit(name, lean.loc[(lean[column] != code).fillna(True)], specification)
        for code, name in _named(used, column).items()
    ]
    if len(lines) < FEWEST:
        raise Impossible(f"the rows used are in {len(lines)} groups of {column}, fewer than 3")
    kept = defined(lines)
    table = pd.DataFrame([base, *sorted(lines, key=lambda line: line["estimate"])])
    table = table.assign(change=table["estimate"] - base["estimate"])
    survived = stands(base, kept, smallest_effect)
    most_telling = max(kept, key=lambda line: abs(line["estimate"] - base["estimate"]))
    facts = {
        "groups": float(len(lines)),
        "lowest": min(line["estimate"] for line in kept),
        "highest": max(line["estimate"] for line in kept),
        "largest_change": most_telling["estimate"] - base["estimate"],
    }
    words = _words(base, kept, most_telling, column, survived)
    return Attack("leave_one_group_out", survived, words, table, facts)


def _groups(panel: pd.DataFrame, specification: Specification, most: int) -> str:
    """The first column of groups that are neither too few nor too many."""
    effects = parse(specification.formula).fixed_effects
    named = [specification.cluster or "", *effects, *PLACES]
    there = [name for name in dict.fromkeys(named) if name in panel and name != "year"]
    for name in there:
        if FEWEST <= panel[name].nunique() <= most:
            return name
    counts = ", ".join(f"{name} ({panel[name].nunique()})" for name in there) or "none"
    raise Impossible(f"no column puts the rows into 3 to {most} groups; there are: {counts}")


def _named(used: pd.DataFrame, column: str) -> dict[object, str]:
    """Each group with its name, in the order of the codes."""
    codes = sorted(used[column].dropna().unique(), key=str)
    name = NAMES.get(column, f"{column}_name")
    if name not in used:
        return {code: str(code) for code in codes}
    names = used.dropna(subset=name).drop_duplicates(column).set_index(column)[name]
    return {code: str(names.get(code, code)) for code in codes}


def _words(base: Line, kept: list[Line], telling: Line, column: str, survived: bool) -> str:
    low, high = (end(line["estimate"] for line in kept) for end in (min, max))
    verdict = (
        "every one of them gives the same answer"
        if survived
        else f"the answer ({answered(base)}) does not hold in all of them"
    )
    return (
        f"The estimate is {said(base)}. Without one {column} at a time it goes from {low:.3g} to "
        f"{high:.3g} ({len(kept)} fits), and {verdict}. Leaving out {telling['label']} matters "
        f"most: {said(telling)}."
    )
