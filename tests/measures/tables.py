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
    return table.assign(establishments=establishments)


def regions(table, seed=0):
    """A row for each region of an activity table, with area and population."""
    random = np.random.default_rng(seed)
    names = np.unique(table["region"].to_numpy(dtype=object))
    return pd.DataFrame(
        {
            "region": names,
            "area_km2": random.uniform(10, 500, len(names)),
            "population": random.integers(1_000, 90_000, len(names)),
        }
    )


def matrix_of(table, value="employment"):
    """The dense matrix of one year of an activity table, absent cells zero; sorted labels."""
    wide = table.pivot_table(value, "region", "industry", aggfunc="sum")
    return wide.fillna(0).sort_index().sort_index(axis=1)


def call(measure: Measure, table, places=None, **options):
    """A measure on an activity table, or on the regions where it takes these."""
    known = {"activity": table, "regions": regions(table) if places is None else places}
    return measure(*(known[name] for name in measure.card.tables), **options)


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
    keys = [name for name in ("region", "industry", "year") if name in answer]
    return answer.set_index(keys)["value"].sort_index()


def reasons(answer):
    """Why each row of an answer has no value; None where it has one."""
    return [None if pd.isna(reason) else reason for reason in answer["undefined"]]
