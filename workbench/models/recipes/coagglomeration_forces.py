"""S11: why do two industries locate together: workers, suppliers or ideas."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from workbench.models.estimate import Fit, fit
from workbench.models.recipes._card import Card, recipe
from workbench.models.recipes._parts import formula, require, with_columns

CARD = Card(
    number="S11",
    question="Do industries locate together because they share workers, suppliers or ideas?",
    equation="coagglomeration_ij = b1 labour_ij + b2 input_output_ij + b3 knowledge_ij (+ "
    "products of these), all in standard deviations",
    papers=(
        "Ellison, G., Glaeser, E. and Kerr, W. (2010), American Economic Review 100",
        "Juhasz, S. and co-authors (2026), Journal of Economic Geography, lbag006",
    ),
    coefficient="the forces, each in standard deviations",
    typical="labour and input-output links count about alike (unverified); input-output links "
    "matter mainly where skills are related (Juhasz and co-authors 2026)",
    roles={
        "coagglomeration": "the index of a pair of industries, such as Ellison and Glaeser's",
        "forces": "what the pair shares: workers, deliveries, patents",
        "interactions": "pairs of forces whose product is a term too",
        "controls": "further columns, in logarithms where their cards say so",
        "fixed_effects": "groups within which pairs are compared",
        "cluster": "groups whose errors depend on each other, such as the first industry",
    },
    caveats=(
        "pairs that share an industry depend on each other, by either of the two: clusters by "
        "the first catch half of it",
        "industries that sit together come to share workers: not causal as it stands",
    ),
)

ENDING = "_standardised"


@recipe(CARD)
def coagglomeration_forces(
    panel: pd.DataFrame,
    *,
    coagglomeration: str,
    forces: Sequence[str],
    interactions: Sequence[tuple[str, str]] = (),
    controls: Sequence[str] = (),
    fixed_effects: Sequence[str] = (),
    cluster: str | None = None,
) -> Fit:
    """Coagglomeration of pairs of industries on what they share.

    Parameters
    ----------
    panel
        One row a pair of industries.
    coagglomeration, forces, interactions, controls, fixed_effects, cluster
        Columns: see the card.

    Returns
    -------
    The fit on columns with the ending `_standardised`: standard deviations of the index for one
    of the force.

    Raises
    ------
    ParameterError, FormulaError
        For columns that are not there, and forces that never change.

    Examples
    --------
    >>> import numpy as np
    >>> random = np.random.default_rng(0)
    >>> pairs = pd.DataFrame(random.normal(size=(500, 2)), columns=["labour", "deliveries"])
    >>> pairs["together"] = 2 * pairs["labour"] + 3 * random.normal(size=500)
    >>> found = coagglomeration_forces(
    ...     pairs, coagglomeration="together", forces=["labour", "deliveries"])
    >>> float(found.term("labour_standardised")["estimate"].round(1))
    0.6
    """
    require(panel, [coagglomeration, *forces, *controls, *fixed_effects])
    names = [coagglomeration, *forces]
    known = panel[names].notna().all(axis=1)
    columns = {f"{name}{ENDING}": _standardised(panel[name], known) for name in names}
    labels = {f"{name}{ENDING}": f"{name}, in standard deviations" for name in names}
    table = with_columns(panel, columns, labels)
    terms = [f"{name}{ENDING}" for name in forces]
    terms += [":".join(f"{name}{ENDING}" for name in pair) for pair in interactions]
    text = formula(table, f"{coagglomeration}{ENDING}", terms, controls, fixed_effects)
    return fit(text, table, cluster=cluster)


def _standardised(column: pd.Series, known: pd.Series) -> pd.Series:
    """The column around its mean, in standard deviations of the rows that are complete."""
    values = column.astype("float64")
    spread = values[known].std()
    return (values - values[known].mean()) / (spread if spread > 0 else 1.0)
