"""What if the term had nothing to do with the rest: its values dealt out anew to the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Codes = npt.NDArray[np.intp]
TIE = 1e-9  # two statistics nearer than this, beside their size, count as equal


@dataclass(frozen=True)
class Shuffle:
    """How rows change places: within groups, or as whole blocks.

    Parameters
    ----------
    units
        For each row of the universe the number of its unit: the row itself, or its block.
    strata
        For each unit the group within which it changes places.
    seed
        Draw d rests on the d-th child of this seed alone, so that draws can be split among
        workers in any way.

    Examples
    --------
    >>> shuffle = shuffle_of(pd.DataFrame({"state": ["a", "a", "b", "b"]}), within="state")
    >>> sorted(shuffle.permutations([0])[:2, 0].tolist())
    [0, 1]
    """

    units: Codes
    strata: Codes
    seed: int = 0

    def permutations(self, draws: Sequence[int]) -> Codes:
        """One random order of all units a draw, each within its group: units x draws."""
        places = np.argsort(self.strata, kind="stable")
        found = np.empty((len(self.strata), len(draws)), dtype=np.intp)
        for column, draw in enumerate(draws):
            child = np.random.SeedSequence(self.seed, spawn_key=(draw,))
            keys = np.random.default_rng(child).random(len(self.strata))
            found[places, column] = np.argsort(self.strata + keys, kind="stable")
        return found

    def sources(self, permutations: Codes, rows: Codes) -> Codes:
        """For some rows of the universe, which of them each takes its value from.

        Parameters
        ----------
        permutations
            Of all units, one column a draw.
        rows
            Positions in the universe.

        Returns
        -------
        Rows x draws, positions among `rows`.

        Notes
        -----
        A sample that is part of the universe follows each chain of exchanges until it is back
        in the sample. So every order of its rows is equally likely, and in one draw all samples
        change places alike as far as they can.
        """
        own = self.units[rows]
        first = np.full(len(self.strata), -1, dtype=np.intp)
        first[own[::-1]] = np.arange(len(rows))[::-1]
        is_present = first >= 0
        columns = [first[_induced(whole, is_present)[own]] for whole in permutations.T]
        return np.column_stack(columns)


def _induced(whole: Codes, is_present: npt.NDArray[np.bool_]) -> Codes:
    """The permutation of the units that are present."""
    found = whole.copy()
    away = np.flatnonzero(is_present & ~is_present[found])
    while len(away):
        found[away] = whole[found[away]]
        away = away[~is_present[found[away]]]
    return found


def shuffle_of(
    rows: pd.DataFrame, *, within: str | None = None, blocks: str | None = None, seed: int = 0
) -> Shuffle:
    """The shuffle of the rows of a table.

    Parameters
    ----------
    rows
        The universe, sorted by something that does not depend on the order of its file.
    within
        Column of groups; values stay in their group.
    blocks
        Column of blocks, all of whose rows change places together.
    seed
        A whole number.
    """
    units = _numbered(rows, blocks) if blocks else np.arange(len(rows), dtype=np.intp)
    groups = _numbered(rows, within) if within else np.zeros(len(rows), dtype=np.intp)
    strata = np.zeros(int(units.max(initial=-1)) + 1, dtype=np.intp)
    strata[units] = groups
    return Shuffle(units, strata, seed)


def _numbered(rows: pd.DataFrame, column: str) -> Codes:
    """The groups of a column numbered in sorted order, those without a value one group."""
    codes = pd.factorize(rows[column], sort=True, use_na_sentinel=False)[0]
    return codes.astype(np.intp)


def share_as_far(draws: npt.NDArray[np.float64], seen: float) -> float:
    """The p value of a permutation test: the share of draws at least as large as what is seen.

    The data themselves count as a draw, so the test is exact: p = (1 + b) / (1 + B) (Phipson and
    Smyth 2010). Undefined without draws.

    Examples
    --------
    >>> share_as_far(np.array([0.1, 0.5, 2.0]), 1.0)
    0.5
    """
    if not len(draws):
        return float("nan")
    return float((1 + (draws >= seen - TIE * abs(seen)).sum()) / (1 + len(draws)))
