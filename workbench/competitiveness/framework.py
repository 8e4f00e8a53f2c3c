"""What belongs to what: indicators under dimensions, dimensions under the index (steps 1 and 2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from workbench.errors import ParameterError, Problem, listed, unknown

ROOT = "index"
SIGNS = {"higher is better": 1.0, "lower is better": -1.0}
FEWEST = 2  # indicators that make an index
ALONE = "indicators"  # the dimension of indicators whose card names none


@dataclass(frozen=True, eq=False)
class Framework:
    """The tree of an index: cards of indicators below, dimensions above them, one root.

    Parameters
    ----------
    indicators
        One row an indicator, indexed by its code: name, unit (after division), direction (1 or
        -1), weight, parent (its dimension), denominator (an indicator, a column of regions, or
        missing), role (outcome, driver, or missing).
    dimensions
        One row a dimension, indexed by its code: name, parent, weight. Children stand before
        their parents; the last row is the root, `index`.

    Examples
    --------
    >>> cards = pd.DataFrame({
    ...     "indicator": ["wage", "patents"], "name": ["Wage", "Patents"], "unit": ["euro", "n"],
    ...     "direction": "higher is better", "dimension": ["income", "innovation"]})
    >>> Framework.from_cards(cards).nodes
    ['wage', 'patents', 'income', 'innovation', 'index']
    """

    indicators: pd.DataFrame
    dimensions: pd.DataFrame

    @classmethod
    def from_cards(
        cls,
        cards: pd.DataFrame,
        dimensions: pd.DataFrame | None = None,
        *,
        only: Sequence[str] | None = None,
    ) -> Framework:
        """The framework that cards of indicators, and perhaps of dimensions, describe.

        Parameters
        ----------
        cards
            Columns indicator, name, unit, direction, and where there are any: dimension, weight,
            denominator, role. Context indicators and those of weight 0 stay out.
        dimensions
            Columns dimension, and where there are any: name, parent, weight. A dimension without
            a parent stands right under the index. Without this table all of them do.
        only
            The indicators to take, of those with a direction; also those of weight 0.

        Raises
        ------
        ParameterError
            For indicators that are not there or have no direction, weights below zero, fewer
            than two indicators, parents that are no dimension or go round in a circle; all at
            once.
        """
        known = _filled(cards, ("name", "unit", "direction", "dimension", "denominator", "role"))
        known = known.set_index("indicator")
        problems = list(_wrong_names(known, only))
        signs = known["direction"].map(SIGNS)
        weights = _weights(known)
        if only is None:
            chosen = known.index[signs.notna() & (weights > 0)]
        else:
            named = known.index[signs.notna()]
            chosen = pd.Index([name for name in only if name in named])
            weights = weights.mask(weights == 0, 1.0)
        if len(chosen) < FEWEST and not problems:
            problems.append(_too_few(known))
        problems += _negative(weights[chosen], "indicator")
        table = known.loc[chosen].assign(direction=signs, weight=weights)
        table["name"] = table["name"].fillna(table.index.to_series())
        table["parent"] = table.pop("dimension").fillna(ALONE)
        table["unit"] = [
            unit if pd.isna(below) or pd.isna(unit) else f"{unit} / {str(below).replace('_', ' ')}"
            for unit, below in zip(table["unit"], table["denominator"], strict=True)
        ]
        ordered, wrong = _dimensions(dimensions, table["parent"])
        if problems or wrong:
            raise ParameterError([*problems, *wrong])
        return cls(table, ordered)

    @property
    def nodes(self) -> list[str]:
        """The codes of all nodes: indicators, then dimensions bottom-up, then the index."""
        return [*self.indicators.index, *self.dimensions.index]

    @cached_property
    def groups(self) -> list[tuple[str, list[str]]]:
        """Each node that has children with their codes, bottom-up."""
        parents = pd.concat([self.indicators["parent"], self.dimensions["parent"]])
        return [(own, list(parents.index[parents == own])) for own in self.dimensions.index]

    @property
    def weights(self) -> pd.Series:
        """The weight on each card, by node."""
        weights = pd.concat([self.indicators["weight"], self.dimensions["weight"]])
        return pd.Series(weights[weights.index != ROOT], dtype="float64")

    @property
    def roles(self) -> dict[str, str]:
        """What each indicator stands for: outcome, driver, or empty where its card says neither."""
        roles = self.indicators["role"].fillna("")
        return {str(code): str(role) for code, role in roles.items()}

    def name_of(self, node: str) -> str:
        """What to call a node in a text."""
        table = self.indicators if node in self.indicators.index else self.dimensions
        return str(table.at[node, "name"])

    def without(self, indicator: str) -> Framework:
        """The same framework with one indicator left out, and dimensions that this empties."""
        rest = self.indicators.drop(indicator)
        dimensions = self.dimensions
        while True:
            used = {*rest["parent"], *dimensions["parent"], ROOT}
            empty = dimensions.index.difference(list(used))
            if empty.empty:
                return Framework(rest, dimensions)
            dimensions = dimensions.drop(empty)


def _filled(table: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """The table with every column there, as plain objects."""
    return table.assign(**{c: None for c in columns if c not in table}).astype(
        dict.fromkeys(columns, "object")
    )


def _weights(table: pd.DataFrame) -> pd.Series:
    """The weight on each card; 1 where none is given."""
    if "weight" not in table:
        return pd.Series(1.0, index=table.index)
    return pd.to_numeric(table["weight"]).fillna(1.0).astype("float64")


def _wrong_names(known: pd.DataFrame, only: Sequence[str] | None) -> Iterator[Problem]:
    """Indicators asked for that are not there, or that say nothing of which way is better."""
    for name in only or ():
        if name not in known.index:
            yield unknown("CLW-I04", "indicator", name, known.index, column="indicator")
        elif known.at[name, "direction"] not in SIGNS:
            yield Problem(
                "CLW-I04",
                f"the indicator {name} does not say whether more of it is better",
                column="direction",
                value=str(known.at[name, "direction"]),
                expected=listed(SIGNS),
                remedy=f"write the direction of {name} into indicator_cards, or leave it out",
            )


def _too_few(known: pd.DataFrame) -> Problem:
    """An index of one indicator, or none, is none."""
    return Problem(
        "CLW-I03",
        "fewer than two indicators say whether more of them is better, so there is no index",
        column="direction",
        value=listed(map(str, known["direction"].dropna().unique())) or "none",
        expected=f"at least two indicators with one of: {listed(SIGNS)}",
        remedy="write the column direction in indicator_cards; an indicator that needs a divisor "
        "takes the column denominator, as population",
    )


def _negative(weights: pd.Series, kind: str) -> list[Problem]:
    """Weights below zero, which would turn an indicator round."""
    return [
        Problem(
            "CLW-I02",
            f"the weight of the {kind} {name} is {weight:g}",
            column="weight",
            value=f"{weight:g}",
            expected="a number of 0 or more",
            remedy="turn the direction round instead, or take weight 0 to leave it out",
        )
        for name, weight in weights[weights < 0].items()
    ]


def _dimensions(given: pd.DataFrame | None, used: pd.Series) -> tuple[pd.DataFrame, list[Problem]]:
    """The dimensions in use, children before parents and the root last; and what is wrong."""
    if given is None:
        given = pd.DataFrame({"dimension": pd.unique(used)})
    table = _filled(given, ("name", "parent")).set_index("dimension")
    table["weight"] = _weights(table)
    table["name"] = [
        str(code).replace("_", " ").capitalize() if pd.isna(name) else name
        for code, name in table["name"].items()
    ]
    parents = {
        str(code): ROOT if pd.isna(parent) else str(parent)
        for code, parent in table["parent"].items()
        if code != ROOT
    }
    wrong = _negative(table["weight"], "dimension") + _stray(parents, used)
    if wrong:
        return table, wrong
    order = _bottom_up(parents, set(used))
    table = table.reindex([*order, ROOT])
    table["parent"] = [*(parents[code] for code in order), None]
    table.loc[ROOT, "name"] = "Index"
    table.loc[ROOT, "weight"] = 1.0
    return table[["name", "parent", "weight"]], []


def _stray(parents: Mapping[str, str], used: pd.Series) -> list[Problem]:
    """Parents that are no dimension, and parents that go round in a circle."""
    wrong = [
        unknown("CLW-I05", "dimension", name, parents, column="dimension", more=more - 1)
        for name, more in used[~used.isin([*parents, ROOT])].value_counts().items()
    ]
    wrong += [
        unknown("CLW-I05", "dimension", parent, parents, column="parent")
        for parent in dict.fromkeys(parents.values())
        if parent not in parents and parent != ROOT
    ]
    if wrong:
        return wrong
    lost = [code for code in parents if _depth(code, parents) is None]
    return [_circle(lost)] if lost else []


def _circle(lost: Sequence[str]) -> Problem:
    return Problem(
        "CLW-I05",
        f"the parents of {listed(lost)} go round in a circle",
        column="parent",
        value=lost[0],
        expected="parents that lead up to the index",
        remedy="leave the parent of the topmost dimension empty",
    )


def _depth(code: str, parents: Mapping[str, str]) -> int | None:
    """How many steps a dimension is below the index; None if it never gets there."""
    for depth in range(1, len(parents) + 1):
        code = parents[code]
        if code == ROOT:
            return depth
    return None


def _bottom_up(parents: Mapping[str, str], used: set[str]) -> list[str]:
    """The dimensions that hold an indicator, or one that does, the deepest first."""
    needed: set[str] = set()
    for start in used - {ROOT}:
        code = start
        while code != ROOT:
            needed.add(code)
            code = parents[code]
    order = [code for code in parents if code in needed]
    return sorted(order, key=lambda code: -(_depth(code, parents) or 0))
