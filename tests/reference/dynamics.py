"""Change over time once more, straight from the formulas, and published or outside values.

Written with plain numpy for tests to compare with; shares no code with the workbench. A matrix
has regions in rows and industries in columns. Outside values name what made them.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

nan = np.nan


def shift_share(before, after):
    """Dunn (1960): national, industry mix and competitive parts, each by region and industry."""
    growth_of_all = after.sum() / before.sum() - 1
    parts = np.zeros((3, *before.shape))
    for r, i in np.ndindex(*before.shape):
        growth = after[:, i].sum() / before[:, i].sum() - 1
        own = after[r, i] / before[r, i] - 1
        parts[0, r, i] = before[r, i] * growth_of_all
        parts[1, r, i] = before[r, i] * (growth - growth_of_all)
        parts[2, r, i] = before[r, i] * (own - growth)
    return parts


def esteban_marquillas(before, after):
    """Esteban-Marquillas (1972): the homothetic competitive part and allocation."""
    parts = np.zeros((2, *before.shape))
    for r, i in np.ndindex(*before.shape):
        growth = after[:, i].sum() / before[:, i].sum() - 1
        own = after[r, i] / before[r, i] - 1
        expected = before[r].sum() * before[:, i].sum() / before.sum()
        parts[0, r, i] = expected * (own - growth)
        parts[1, r, i] = (before[r, i] - expected) * (own - growth)
    return parts


# Farhauer and Kröll (2013), as the examples of `shift` and `shiftd` in the manual of the R
# package REAT 3.0.3: jobs in four industries of regions A, B and C, which are the whole nation.
# The third year is the manual's own extension; of the nation, it has only the total and region A.
REGIONS_BEFORE = np.array([[90, 20, 10, 60], [60, 30, 30, 40], [250, 100, 110, 300]], dtype=float)
REGIONS_AFTER = np.array([[100, 40, 10, 55], [85, 55, 40, 35], [255, 115, 85, 390]], dtype=float)
REGION_A_LATER = np.array([105, 45, 15, 60], dtype=float)
NATION_LATER = np.array([460, 230, 155, 500], dtype=float)
# The parts of region A; REAT's shift(shift.method="Dunn"), ("Esteban") and shiftd give the same:
#   A0 <- c(90,20,10,60); A1 <- c(100,40,10,55); A2 <- c(105,45,15,60)
#   N0 <- c(400,150,150,400); N1 <- c(440,210,135,480); N2 <- c(460,230,155,500)
#   shift(A0, A1, N0, N1, shift.method = "Dunn")$components
#   shift(A0, A1, N0, N1, shift.method = "Esteban")$components
#   shiftd(A0, data.frame(A1, A2), N0, data.frame(N1, N2), time1 = 2000, time2 = 2002)$components
PARTS_OF_A = {
    "region_classic": [27.0, 1.0, -3.0],
    "region_esteban_marquillas": [27.0, 1.0, -0.63636363636363646, -2.36363636363636331],
    "region_dynamic": [39.96442687747034483, 0.16369962565616447, 4.87187349687349069],
}

# Gross domestic product per head of 402 German counties, 1992 (328 known) and 2014, in euros,
# rounded to whole euros. Source: Arbeitskreis Volkswirtschaftliche Gesamtrechnungen der Länder
# (2016), official statistics of the Länder. Estimates of the R package REAT 3.0.3 on this file:
#   d <- read.csv("german_counties_gdp_per_head.csv")
#   betaconv.ols(d$gdp_per_head_1992, 1992, d$gdp_per_head_2014, 2014)$abeta
#   sigmaconv(d$gdp_per_head_1992, 1992, d$gdp_per_head_2014, 2014, sigma.measure = ...,
#             sigma.log = ..., sigma.issample = ...)
COUNTIES = Path(__file__).parent / "german_counties_gdp_per_head.csv"
BETA = {
    "intercept": 1.8708861781085884e-01,
    "slope": -1.6414719379395544e-02,
    "standard_error": 0.00093171357435289871,
    "r_squared": 0.4877322625394192,
    "n_regions": 328,
}
# REAT leaves out the T inside the logarithm: -ln(1 + b) / T.
SPEED_OF_REAT = 7.5231516155564238e-04
SIGMA = {
    "standard_deviation": (0.46411046285633401, 0.34337769652108968),
    "sample_standard_deviation": (0.46481957016497899, 0.34380558166717778),
    "coefficient_of_variation": (0.47280906522247046, 0.43716681069288194),
}


def counties():
    """The German counties as a table of indicators."""
    wide = pd.read_csv(COUNTIES, dtype={"region": "str"}).set_index("region")
    wide.columns = [int(name[-4:]) for name in wide]
    long = wide.melt(var_name="year", value_name="value", ignore_index=False).reset_index()
    return long.assign(year=long["year"].astype("int64"), indicator="gdp_per_head")


def plant_panel(seed, n=40, years=range(2001, 2008), gaps=True):
    """Random plants that come, go, and sometimes are away for a year, in any order."""
    random = np.random.default_rng(seed)
    rows = []
    for p in range(n):
        first = random.integers(years[0], years[-1] + 1)
        last = min(first + random.geometric(0.3) - 1, years[-1])
        away = random.choice(np.arange(first, last + 1)) if gaps and last - first > 1 else None
        place = (f"p{p}", f"r{random.integers(3)}", f"i{random.integers(2)}")
        inside = [y for y in range(first, last + 1) if y in {first, last} or y != away]
        rows += [(*place, int(year)) for year in inside]
    rows += [("old", "r0", "i0", int(year)) for year in years]
    table = pd.DataFrame(rows, columns=["plant", "region", "industry", "year"])
    return table.sample(frac=1, random_state=seed)


def births_and_deaths(table, keys):
    """Stock, births and deaths by sets of plants, -1 where they are not known."""
    years = sorted(set(table["year"]))
    by_year = {y: set(table.loc[table["year"] == y, "plant"]) for y in years}
    out = {}
    for (*key, year), rows in table.groupby([*keys, "year"]):
        here = set(rows["plant"])
        before = set().union(*(by_year[y] for y in years if y < year))
        after = set().union(*(by_year[y] for y in years if y > year))
        births = len(here - before) if year > years[0] else -1
        deaths = len(here - after) if year < years[-1] else -1
        out[*key, year] = (len(here), births, deaths)
    return out
