"""Tables for the tests of measures: matrices made long, random activity, regions for it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from workbench.measures import Measure

INDUSTRIES = ["textile", "shoes", "lamps"]


def long(matrix, value="employment", industries=None, **keys):
    """A dense matrix (regions x industries) as an activity table with every cell."""
    matrix = np.asarray(matrix)
    n_regions, n_industries = matrix.shape
    industries = industries or [f"i{i}" for i in range(n_industries)]
    table = pd.DataFrame(
        {
            "region": np.repeat([f"r{r:02d}" for r in range(n_regions)], n_industries),
            "industry": np.tile(industries, n_regions),
        }
    )
    return table.assign(**keys, **{value: matrix.ravel()})


def activity(seed=0, shape=(7, 5), years=(2010, 2020), share_of_zeros=0.3):
    """Random employment and establishments: several years, many zeros, rows in any order.

    Every region and industry has some employment in every year.
    """
    random = np.random.default_rng(seed)
    tables = []
    for year in years:
        matrix = random.integers(1, 1000, shape) * (random.random(shape) > share_of_zeros)
        matrix[np.arange(max(shape)) % shape[0], np.arange(max(shape)) % shape[1]] += 5
        tables.append(long(matrix, year=year))
    table = pd.concat(tables).sample(frac=1, random_state=seed)
    establishments = np.ceil(table["employment"] / 20).astype("int64")
    return table.assign(establishments=establishments, size_class="10-19")


def regions(table, seed=0):
    """A row for each region of an activity table, with area and population."""
    random = np.random.default_rng(seed)
    names = np.unique(table["region"].to_numpy(dtype=object))
    return pd.DataFrame(
        {
            "region": names,
            "area_km2": random.uniform(10, 500, len(names)),
            "population": random.integers(1_000, 90_000, len(names)),
            "parent": [f"p{i % 2}" for i in range(len(names))],
        }
    )


def industries(table):
    """A row for each industry of an activity table, in two groups, every other one traded."""
    names = np.unique(table["industry"].to_numpy(dtype=object))
    return pd.DataFrame(
        {
            "industry": names,
            "parent": [f"g{i % 2}" for i in range(len(names))],
            "is_traded": [i % 2 == 0 for i in range(len(names))],
        }
    )


def plants(seed=0, n=120, years=(2010, 2020), n_regions=7, n_industries=5):
    """Random plants: several years, in every region and industry, with sizes and places in km."""
    random = np.random.default_rng(seed)
    tables = []
    for year in years:
        table = pd.DataFrame(
            {
                "plant": [f"p{i:04d}" for i in range(n)],
                "region": [f"r{i % n_regions:02d}" for i in range(n)],
                "industry": [f"i{i // n_regions % n_industries}" for i in range(n)],
                "year": year,
                "employment": random.integers(1, 300, n),
                "x": random.uniform(0, 100, n),
                "y": random.uniform(0, 80, n),
            }
        )
        tables.append(table)
    return pd.concat(tables).sample(frac=1, random_state=seed)


def links(seed=0, n=8, years=(2010, 2020)):
    """Random links of strength 0 to 3 among actors, in several years."""
    random = np.random.default_rng(seed)
    pairs = [(f"a{i}", f"a{j}") for i in range(n) for j in range(n) if i != j]
    table = pd.DataFrame(
        [(*pair, year, random.integers(0, 4)) for year in years for pair in pairs],
        columns=["source", "target", "year", "strength"],
    )
    return table.sample(frac=1, random_state=seed)


def flows(seed=0, n=4, years=(2010, 2020)):
    """Random purchases among industries and with the outside, in several years."""
    random = np.random.default_rng(seed)
    names = [*(f"i{i}" for i in range(n)), "outside"]
    pairs = [(a, b) for a in names for b in names if (a, b) != ("outside", "outside")]
    table = pd.DataFrame(
        [(*pair, year, random.integers(1, 90)) for year in years for pair in pairs],
        columns=["source", "target", "year", "amount"],
    )
    return table.sample(frac=1, random_state=seed)


def actors(n=8):
    """The actors of the links, at stages of a chain that has one stage more."""
    stages = pd.Categorical.from_codes(
        [i % 4 for i in range(n)], ["spin", "weave", "sew", "sell", "dye"]
    )
    return pd.DataFrame({"actor": [f"a{i}" for i in range(n)], "chain_stage": stages})


def indicators(seed=0, n_regions=7, years=(2010, 2020), names=("gdp_per_head", "openness")):
    """Random positive indicators of regions in several years."""
    random = np.random.default_rng(seed)
    rows = [(f"r{r:02d}", year, name) for year in years for r in range(n_regions) for name in names]
    table = pd.DataFrame(rows, columns=["region", "year", "indicator"])
    table = table.assign(value=random.lognormal(10, 0.5, len(table)))
    return table.sample(frac=1, random_state=seed)


def matrix_of(table, value="employment"):
    """The dense matrix of one year of an activity table, absent cells zero; sorted labels."""
    wide = table.pivot_table(value, "region", "industry", aggfunc="sum")
    return wide.fillna(0).sort_index().sort_index(axis=1)


def call(measure: Measure, table, places=None, **options):
    """A measure on an activity table, or on the tables it takes instead or besides."""
    known = {
        "activity": lambda: table,
        "regions": lambda: regions(table) if places is None else places,
        "plants": plants,
        "actors": actors,
        "links": links,
        "flows": flows,
        "indicators": indicators,
        "industries": lambda: industries(table),
    }
    needed = {name: options.pop(name, None) for name in measure.card.tables}
    tables = [known[name]() if given is None else given for name, given in needed.items()]
    return measure(*tables, **options)


def matrices(low=2, high=6):
    """A strategy: whole numbers by region and industry, many zeros, no empty row or column."""
    shapes = st.tuples(st.integers(low, high), st.integers(low, high))
    amounts = st.one_of(st.just(0), st.integers(0, 10_000))
    numbers = shapes.flatmap(lambda shape: arrays(np.int64, shape, elements=amounts))
    return numbers.filter(lambda m: (m.sum(axis=0) > 0).all() and (m.sum(axis=1) > 0).all())


def sparse(matrix):
    """The activity table of a matrix without its zero cells."""
    table = long(matrix)
    return table[table["employment"] > 0]


def by_key(answer):
    """The values of an answer, indexed by its keys in order."""
    keys = list(answer.columns[: answer.columns.get_loc("value")])
    if not keys:
        return answer["value"]
    return answer.set_index(keys)["value"].sort_index()


def reasons(answer):
    """Why each row of an answer has no value; None where it has one."""
    return [None if pd.isna(reason) else reason for reason in answer["undefined"]]
