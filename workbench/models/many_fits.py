"""What do many models say at once: one coefficient of each, and under shuffled terms.

Models that share rows, fixed effects, weights and groups are solved together, from columns whose
effects are taken out once. Every number is that of `fit`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.errors import FormulaError, Problem
from workbench.measures._progress import shown
from workbench.models._together import Asked, Together
from workbench.models.covariance import coefficients_table
from workbench.models.design import CONSTANT, Design, design
from workbench.models.formula import Formula, Term
from workbench.models.shuffling import Shuffle, shuffle_of
from workbench.models.variants import Model, Variant, sharing, taken_apart, union
from workbench.workers import in_order

Matrix = npt.NDArray[np.float64]
COLUMNS = [
    "estimate",
    "std_error",
    "degrees_of_freedom",
    "rows",
    "term_spread",
    "outcome_unit",
    "undone",
]
CANNOT_BE_FITTED = ("CLW-F03", "CLW-F07", "CLW-F08", "CLW-F09")  # where nothing can be learnt
MOST_NUMBERS = 20_000_000  # that a block of draws may hold at a time, of eight bytes each
MOST_DRAWS = 64  # in a block


@dataclass(frozen=True)
class _Block:
    """Models that are solved together."""

    models: Sequence[Model]
    together: Together
    rows: npt.NDArray[np.intp]
    asked: Sequence[Asked]


@dataclass(frozen=True)
class Draws:
    """Coefficients and standard errors under shuffled terms: draws x models."""

    estimates: Matrix
    std_errors: Matrix


@dataclass(frozen=True)
class ManyFits:
    """What many models say.

    Parameters
    ----------
    table
        One row a model, in the order asked: estimate, std_error, statistic, p_value, low, high
        (95 %), degrees_of_freedom, rows; `undone` tells why a model could not be fitted.
        `term_spread` is the standard deviation of the term, `outcome_unit` 1 for an outcome in
        logarithms, else its mean, or its standard deviation where not all its values are
        positive.
    """

    table: pd.DataFrame
    _panel: pd.DataFrame = field(repr=False)
    _blocks: Sequence[_Block] = field(repr=False)

    def shuffled(
        self,
        draws: Sequence[int],
        *,
        within: str | None = None,
        blocks: str | None = None,
        seed: int = 0,
    ) -> Draws:
        """The models on terms whose values are dealt out anew to the rows.

        Parameters
        ----------
        draws
            Numbers of the draws. Each rests on its own seed, so any split of them among workers
            gives the same numbers.
        within
            Column of groups; values stay in their group.
        blocks
            Column of blocks in each of which the term is the same; blocks exchange their values.
        seed
            A whole number.

        Raises
        ------
        FormulaError
            If a term differs within a block.
        """
        universe = np.unique(np.concatenate([b.rows for b in self._blocks] or [np.array([], int)]))
        shuffle = shuffle_of(self._panel.iloc[universe], within=within, blocks=blocks, seed=seed)
        placed = [replace(b, rows=np.searchsorted(universe, b.rows)) for b in self._blocks]
        if blocks:
            _refuse_mixed(placed, shuffle, blocks)
        step = min([MOST_DRAWS, *(_draws_at_a_time(block) for block in placed)])
        starts = range(0, len(draws), step)

        def drawn(start: int) -> Matrix:
            return _drawn(placed, shuffle, draws[start : start + step], len(self.table))

        parts = list(shown(in_order(drawn, starts), len(starts), "shuffling"))
        both = np.concatenate(parts, axis=1) if parts else np.empty((2, 0, len(self.table)))
        return Draws(both[0], both[1])


def many_fits(
    panel: pd.DataFrame,
    variants: Iterable[Variant],
    samples: Mapping[str, pd.Series] | None = None,
) -> ManyFits:
    """Fit many models by least squares, and keep the coefficient that each asks for.

    Parameters
    ----------
    panel
        A table as `fit` takes it.
    variants
        The models: least squares with robust (HC1), classical or clustered standard errors.
    samples
        For each name that the variants use, true on the rows of that sample.

    Returns
    -------
    The table of coefficients; and the way to shuffle the terms.

    Raises
    ------
    FormulaError
        As `fit` does for formulas it cannot read and columns that are not there; if a model is
        not one of least squares, or its term not one column.

    Notes
    -----
    A model that `fit` would refuse on these rows (no row, no variation, a term that others say
    already) is `undone`, and the others are fitted.

    Examples
    --------
    >>> from workbench.models.specification import Specification
    >>> table = pd.DataFrame({"y": [1.0, 2.0, 4.0, 3.0], "x": [1.0, 2.0, 3.0, 4.0]})
    >>> table["z"] = [1.0, 0.0, 0.0, 1.0]
    >>> variants = [Variant(Specification(text, "x")) for text in ("y ~ x", "y ~ x + z")]
    >>> many_fits(table, variants).table["estimate"].round(3).tolist()
    [0.8, 0.8]
    """
    panel = _sorted(panel)
    models = taken_apart(variants)
    lines: dict[int, dict[str, object]] = {}
    blocks: list[_Block] = []
    for group in sharing(panel, models, samples or {}):
        rows = (samples or {})[group[0].sample] if group[0].sample else None
        _solve(panel, group, rows, lines, blocks)
    table = pd.DataFrame([lines[number] for number in range(len(models))], columns=COLUMNS)
    return ManyFits(_with_inference(table), panel, blocks)


def _sorted(panel: pd.DataFrame) -> pd.DataFrame:
    """The panel in the order of its keys, so that draws do not depend on the file's."""
    keys = [k for k in panel.attrs.get("keys", ["region", "industry", "year"]) if k in panel]
    return panel.sort_values(keys, kind="stable") if keys else panel


def _solve(
    panel: pd.DataFrame,
    models: Sequence[Model],
    rows: pd.Series | None,
    lines: dict[int, dict[str, object]],
    blocks: list[_Block],
) -> None:
    """Solve a group of models together; one by one where together they ask for too much."""
    table = panel if rows is None else panel[rows.reindex(panel.index).to_numpy()]
    try:
        found = design(union(models), table, models[0].roles)
        outcome = str(models[0].formula.outcome)
        arrays = replace(found, outcome=found.outcome.rename(outcome))
    except FormulaError as error:
        if any(problem.code not in CANNOT_BE_FITTED for problem in error.problems):
            raise
        if len(models) > 1:
            for model in models:
                _solve(panel, [model], rows, lines, blocks)
        else:
            lines[models[0].number] = {"undone": error.problems[0].message}
        return
    terms = dict.fromkeys(chain.from_iterable(model.controls for model in models))
    columns = {term: _columns(term, models[0].formula, arrays, table) for term in terms}
    asked = [_asked(model, arrays, columns) for model in models]
    together = Together(arrays, asked, models[0].kind)
    done = []
    for model, one in zip(models, asked, strict=True):
        why = together.undone(one)
        lines[model.number] = {"undone": why} if why else _line(together, model, one)
        done += [] if why else [(model, one)]
    if done:
        places = panel.index.get_indexer(arrays.outcome.index)
        kept, what = zip(*done, strict=True)
        blocks.append(_Block(kept, together, places.astype(np.intp), what))


def _asked(model: Model, arrays: Design, columns: Mapping[Term, list[str]]) -> Asked:
    """The columns of a model in the arrays of its group."""
    controls = [CONSTANT] if CONSTANT in arrays.regressors else []
    controls += chain.from_iterable(columns[term] for term in model.controls)
    return Asked(str(model.formula.outcome), str(model.term[0]), tuple(controls))


def _columns(term: Term, formula: Formula, arrays: Design, table: pd.DataFrame) -> list[str]:
    """The columns of a term; those of categories are as many as have rows."""
    name = ":".join(map(str, term))
    if name in arrays.regressors or name == str(arrays.outcome.name):
        return [name]
    alone = design(replace(formula, terms=(term,), fixed_effects=()), table)
    return [str(n) for n in alone.regressors if n in arrays.regressors and n != CONSTANT]


def _line(together: Together, model: Model, one: Asked) -> dict[str, object]:
    """One row of the table."""
    estimate, std_error = together.fitted(one)
    outcome = together.raw[one.outcome]
    unit = float(outcome.mean() if (outcome > 0).all() else outcome.std())
    return {
        "estimate": estimate,
        "std_error": std_error,
        "degrees_of_freedom": together.degrees(one),
        "rows": len(outcome),
        "term_spread": float(together.raw[one.term].std()),
        "outcome_unit": 1.0 if model.formula.outcome.transform == "log" else unit,
        "undone": "",
    }


def _with_inference(table: pd.DataFrame) -> pd.DataFrame:
    """The table with statistics, p values and intervals."""
    numbers = table.drop(columns="undone").astype("float64")
    degrees: Any = numbers["degrees_of_freedom"]  # of each row its own
    found = coefficients_table(numbers["estimate"], numbers["std_error"], degrees)
    rest = numbers.drop(columns=["estimate", "std_error"])
    return pd.concat([found.rename_axis(None), rest, table["undone"].astype("str")], axis=1)


def _draws_at_a_time(block: _Block) -> int:
    """How many draws of a block fit into memory; a fact of the block alone."""
    together = block.together
    one = 4 * len(together.raw) + (together.n_fixed + 4) * together.n_groups
    return max(1, MOST_NUMBERS // one)


def _drawn(blocks: Sequence[_Block], shuffle: Shuffle, draws: Sequence[int], n: int) -> Matrix:
    """Estimates and standard errors of some draws: 2 x draws x models."""
    found = np.full((2, len(draws), n), np.nan)
    permutations = shuffle.permutations(draws)
    sources: dict[bytes, npt.NDArray[np.intp]] = {}  # the same rows stand in many blocks
    for block in blocks:
        key = block.rows.tobytes()
        if key not in sources:
            sources[key] = shuffle.sources(permutations, block.rows)
        for term in dict.fromkeys(one.term for one in block.asked):
            shuffled = block.together.shuffled(term, sources[key])
            for model, one in zip(block.models, block.asked, strict=True):
                if one.term == term:
                    found[:, :, model.number] = shuffled.fitted(one)
    return found


def _refuse_mixed(blocks: Sequence[_Block], shuffle: Shuffle, column: str) -> None:
    """Stop where a term differs within a block that is to be moved as a whole."""
    mixed = {
        one.term
        for block in blocks
        for one in block.asked
        if block.together.raw[one.term].groupby(shuffle.units[block.rows]).nunique().max() > 1
    }
    if mixed:
        raise FormulaError([_mixed(term, column) for term in sorted(mixed)])


def _mixed(term: str, column: str) -> Problem:
    return Problem(
        "CLW-F51",
        f"{term} differs within groups of {column}, so they cannot exchange it as wholes",
        column=term,
        expected=f"one value of {term} in each group of {column}",
        remedy=f'within="{column}" to shuffle inside the groups, or no blocks',
    )
