"""How long do measures take on a long table, beside plain numpy on a dense matrix.

The peer pivots the same table and computes with numpy on the matrix: the least that anyone who
starts from a long table has to do.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.row import Row, in_turn, ratio_row
from workbench.measures import measures

REGIONS, INDUSTRIES, GROUPS, PROVINCES = 3_000, 500, 50, 30
AMOUNTS = ("employment", "establishments")
LIMIT = 1.5
Matrix = npt.NDArray[np.float64]
Peer = Callable[[Matrix], object]


def rows() -> Iterator[Row]:
    """One row a measure of a table of activity: its default variant beside pivot and numpy."""
    known = all_tables()
    peers = peers_of_one_year(known["regions"])
    for name, peer in peers.items():
        yield _row(name, peer, known)
    known["activity"] = of_two_years(known["activity"])
    for name, peer in PEERS_OF_TWO_YEARS.items():
        yield _row(name, peer, known)
    for name in measures:
        known_here = {*peers, *PEERS_OF_TWO_YEARS, *NOT_TIMED}
        if "activity" in measures[name].card.tables and name not in known_here:
            print(f"{name} has no plain peer here: not timed", file=sys.stderr)


def peers_of_one_year(regions: pd.DataFrame) -> dict[str, Peer]:
    """The plain peer of each measure, those that take the regions' area or people among them."""
    area = regions["area_km2"].to_numpy()[:, None]
    people = regions["population"].to_numpy()[:, None]
    return {
        **PEERS,
        "employment_density": lambda matrix: matrix / area,
        "establishment_density": lambda matrix: matrix / area,
        "litzenberger_sternberg": lambda matrix: densities_by_size(matrix, area, people),
        "theil_inequality": lambda matrix: inequality(matrix, people[:, 0]),
        "experienced_density": lambda matrix: (matrix**2 / area).sum(axis=0) / matrix.sum(axis=0),
        "expected_nearest_neighbour": lambda matrix: 0.5 / np.sqrt(matrix / area),
        "density_based_index": lambda matrix: dense_and_many(matrix, area),
    }


def all_tables() -> dict[str, pd.DataFrame]:
    """The tables that measures of a table of activity take."""
    activity, regions = tables()
    return {"activity": activity, "regions": regions, "industries": groups()}


def tables() -> tuple[pd.DataFrame, pd.DataFrame]:
    """A random activity table with every cell, and its regions."""
    random = np.random.default_rng(0)
    names = [f"{number:06d}" for number in range(REGIONS)]
    activity = pd.DataFrame(
        {
            "region": np.repeat(names, INDUSTRIES),
            "industry": np.tile([f"{number:03d}" for number in range(INDUSTRIES)], REGIONS),
            "employment": random.poisson(20, REGIONS * INDUSTRIES).astype(float),
        }
    ).astype({"region": "str", "industry": "str"})
    activity["establishments"] = np.ceil(activity["employment"] / 5)
    regions = pd.DataFrame(
        {
            "region": names,
            "area_km2": random.uniform(1, 100, REGIONS),
            "population": random.uniform(1_000, 90_000, REGIONS),
            "parent": [f"{number % PROVINCES:02d}" for number in range(REGIONS)],
        }
    )
    return activity, regions


def groups() -> pd.DataFrame:
    """The industries of the table, each in a group of ten that follow one another."""
    names = [f"{number:03d}" for number in range(INDUSTRIES)]
    parents = [f"{number // (INDUSTRIES // GROUPS):02d}" for number in range(INDUSTRIES)]
    return pd.DataFrame({"industry": names, "parent": parents})


def of_two_years(activity: pd.DataFrame) -> pd.DataFrame:
    """As many rows: the second half of the regions becomes a second year of the first."""
    half = len(activity) // 2
    twice = activity.assign(year=np.repeat([2010, 2020], half))
    twice["region"] = np.tile(activity["region"].to_numpy()[:half], 2)
    return twice.astype({"region": "str"})


def _row(name: str, peer: Peer, known: dict[str, pd.DataFrame]) -> Row:
    own, activity = measures[name], known["activity"]
    ours = partial(own, *(known[table] for table in own.card.tables))
    values = [column for column in own.card.columns if column in AMOUNTS]
    columns = ["year", "industry"] if "year" in activity else ["industry"]

    def theirs() -> object:
        wide = activity.pivot(index="region", columns=columns, values=values)  # noqa: PD010
        return peer(wide.to_numpy())

    size = f"{REGIONS:,} regions × {INDUSTRIES} industries"
    if "year" in activity:
        size = f"{REGIONS // 2:,} regions × {INDUSTRIES} industries × 2 years"
    what = f"{name}, {size}, from the long table"
    return ratio_row(what, "pivot and numpy", in_turn(ours, theirs), LIMIT)


def shares(matrix: Matrix) -> Matrix:
    """Shares of each region's total."""
    return matrix / matrix.sum(axis=1, keepdims=True)


def whole(matrix: Matrix) -> Matrix:
    """Shares of the industries in everything there is."""
    return matrix.sum(axis=0) / matrix.sum()


def times_log(above: Matrix, below: Matrix | float) -> Matrix:
    """Entries times the logarithm of a quotient, 0 where they are 0."""
    quotient = above / below
    return above * np.log(quotient, out=np.zeros_like(quotient), where=quotient > 0)


def quotients(matrix: Matrix) -> Matrix:
    """Location quotients."""
    return shares(matrix) / whole(matrix)


def squares(matrix: Matrix) -> object:
    """Sums of squared shares by region."""
    return (shares(matrix) ** 2).sum(axis=1)


def differences(matrix: Matrix) -> object:
    """Sums of absolute differences of shares by region."""
    return np.abs(shares(matrix) - whole(matrix)).sum(axis=1)


def ginis(matrix: Matrix) -> object:
    """Locational Gini coefficients by industry."""
    s, x = matrix / matrix.sum(axis=0), matrix.sum(axis=1) / matrix.sum()
    order = np.argsort(s / x[:, None], axis=0)
    s, x = np.take_along_axis(s, order, axis=0), x[order]
    return 1 - (x * (2 * np.cumsum(s, axis=0) - s)).sum(axis=0)


def entropies(matrix: Matrix) -> object:
    """Entropies by region."""
    return -times_log(shares(matrix), 1.0).sum(axis=1)


def hachman(matrix: Matrix) -> object:
    """Hachman's index by region."""
    return 1 / (shares(matrix) ** 2 / whole(matrix)).sum(axis=1)


def theil(matrix: Matrix) -> object:
    """Theil's T by industry."""
    return times_log(matrix.T / matrix.sum(axis=0)[:, None], whole(matrix.T)).sum(axis=1)


def theil_between(matrix: Matrix) -> object:
    """Theil's T by industry, between provinces."""
    return theil(np.add.reduce(matrix.reshape(-1, PROVINCES, INDUSTRIES), axis=0))


def inequality(matrix: Matrix, people: npt.NDArray[np.float64]) -> object:
    """Theil's T over regions of all there is per head."""
    return times_log(matrix.sum(axis=1) / matrix.sum(), people / people.sum()).sum()


def varieties(matrix: Matrix) -> object:
    """Entropy within groups of industries, by region."""
    s = shares(matrix)
    grouped = s.reshape(len(s), GROUPS, -1).sum(axis=2)
    return (times_log(grouped, 1.0).sum(axis=1) - times_log(s, 1.0).sum(axis=1)) / np.log(2)


def densities_by_size(matrix: Matrix, area: Matrix, people: Matrix) -> object:
    """Litzenberger and Sternberg's index from jobs beside establishments."""
    jobs, firms = np.hsplit(matrix, 2)
    dense = jobs / area / (jobs.sum(axis=0) / area.sum())
    per_head = jobs / people / (jobs.sum(axis=0) / people.sum())
    size = np.divide(jobs, firms, out=np.full_like(jobs, np.nan), where=firms > 0)
    return dense * per_head / (size / (jobs.sum(axis=0) / firms.sum(axis=0)))


def proximities(matrix: Matrix) -> Matrix:
    """Least conditional probabilities by pair of industries."""
    present = (quotients(matrix) >= 1).astype(float)
    together = present.T @ present
    many = together.diagonal()
    return together / np.maximum(many[:, None], many)


def relatedness_densities(matrix: Matrix) -> object:
    """Shares of what is related to an industry that a region has."""
    near = proximities(matrix)
    np.fill_diagonal(near, 0)
    return (quotients(matrix) >= 1) @ near / near.sum(axis=0)


def clustering_by_proximity(matrix: Matrix) -> object:
    """How near to one another the industries of a region are."""
    near, s = proximities(matrix), shares(matrix)
    np.fill_diagonal(near, 0)
    return (s / (1 - s) * (s @ near)).sum(axis=1)


def dense_and_many(matrix: Matrix, area: Matrix) -> object:
    """Cells among the top 5 % of their industry in number and in density."""
    dense = matrix / area
    top = [amounts >= np.quantile(amounts, 0.95, axis=0) for amounts in (matrix, dense)]
    return top[0] & top[1]


def complexities(matrix: Matrix) -> object:
    """The second eigenvector, from the symmetric form on the smaller side."""
    present = (quotients(matrix) >= 1).astype(float)
    regions, industries = present.sum(axis=1), present.sum(axis=0)
    scaled = present / np.sqrt(regions)[:, None] / np.sqrt(industries)
    vector = np.linalg.eigh(scaled.T @ scaled)[1][:, -2] / np.sqrt(industries)
    return present @ vector / regions


def pairwise(matrix: Matrix) -> object:
    """Coagglomeration by pair of industries."""
    x = matrix.sum(axis=1) / matrix.sum()
    apart = matrix / matrix.sum(axis=0) - x[:, None]
    return apart.T @ apart / (1 - (x**2).sum())


def growth(matrix: Matrix) -> object:
    """Yearly growth of each cell."""
    early, late = np.hsplit(matrix, 2)
    quotient = np.divide(late, early, out=np.full_like(late, np.nan), where=early > 0)
    return quotient**0.1 - 1


def shifts(matrix: Matrix) -> object:
    """National, industrial and regional part of the change of each cell."""
    early, late = np.hsplit(matrix, 2)
    of_all, of_industry = late.sum() / early.sum() - 1, late.sum(axis=0) / early.sum(axis=0) - 1
    return early * of_all, early * (of_industry - of_all), late - early * (1 + of_industry)


PEERS: dict[str, Peer] = {
    "location_quotient": quotients,
    "herfindahl": squares,
    "krugman_specialisation": differences,
    "krugman_concentration": differences,
    "hoover_index": differences,
    "locational_gini": ginis,
    "entropy": entropies,
    "hachman_index": hachman,
    "theil_index": theil,
    "theil_decomposition": theil_between,
    "related_variety": varieties,
    "relatedness": proximities,
    "relatedness_density": relatedness_densities,
    "complexity": complexities,
    "pairwise_coagglomeration": pairwise,
    "proximity_based_clustering": clustering_by_proximity,
}
PEERS_OF_TWO_YEARS: dict[str, Peer] = {"growth_rate": growth, "shift_share": shifts}
NOT_TIMED = {
    "location_quotient_null",  # draws
    "location_quotient_critical_value",  # draws
    "cluster_life_cycle",  # fits a curve to each cell
    "ellison_glaeser_from_size_classes",  # another table
    "sme_density",  # another table
}
