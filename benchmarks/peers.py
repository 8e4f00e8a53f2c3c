"""How long the R packages take that users have today, beside ours, on the same numbers.

Ours is timed in this process, from the long table. The package is timed by one `Rscript` that
times the function alone: neither the start of R nor the reading of the file counts, nor, for
EconGeo, the making of the matrix. What takes minutes is not run in turns, so the machine should be
quiet. Where R or a package is not there, the row is left out and a
sentence says so. R looks for packages where the environment variable R_LIBS says.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.measures import INDUSTRIES, REGIONS, all_tables, peers_of_one_year, tables
from benchmarks.row import Row
from workbench.measures import measures, suite

SCRIPTS = Path(__file__).with_name("r")
LONGEST = 180  # seconds that a package may take
PLANTS = 1_000_000
SIMULATIONS, TIMED = 1_000, 10
DISTANCE_LIMITS = {"duranton_overman": 1 / 100, "marcon_puech": 1}  # of the package's time
MOST_MEMORY = 4_000  # megabytes
PEAK = "print(int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]) / 1024)"


def rows() -> Iterator[Row]:
    """Tables, plants and distances; last what needs no package, the memory of a large table."""
    if shutil.which("Rscript") is None:
        print("Rscript is not there: no comparison with R packages", file=sys.stderr)
    else:
        with tempfile.TemporaryDirectory() as temporary:
            for part in (table_rows, plant_rows, distance_rows):
                yield from part(Path(temporary))
    yield memory_row()


def table_rows(folder: Path) -> Iterator[Row]:
    """Measures of a table of regions and industries, and all of them together."""
    activity, _ = tables()
    whole, part = folder / "whole.csv", folder / "part.csv"
    smaller = _first(activity, 1_000, 200)
    _wide(activity).to_csv(whole)
    _wide(smaller).to_csv(part)
    cells = folder / "cells.csv"
    smaller[["region", "industry", "employment"]].to_csv(cells, index=False)
    size, small = f"{REGIONS:,} × {INDUSTRIES}", "1,000 × 200"
    gini = seconds_in_r("econgeo", "locational_gini", whole)
    for what, table, package, function, file, limit in (
        (f"location_quotient, {size}", activity, "econgeo", "location_quotient", whole, 2),
        (f"krugman_specialisation, {size}", activity, "econgeo", "krugman_index", whole, 2),
        (f"complexity, {small}", smaller, "econgeo", "complexity", part, 0.05),
        (f"location_quotient, {small}", smaller, "reat", "location_quotient", cells, 0.05),
    ):
        measure = measures[what.split(",", maxsplit=1)[0]]
        ours = seconds(partial(measure, table))
        yield from _row(what, ours, package, seconds_in_r(package, function, file), limit)
    ours = seconds(lambda: measures["locational_gini"](activity))
    yield from _row(f"locational_gini, {size}", ours, "econgeo", gini, 0.2)
    yield from suite_row(gini)


def suite_row(gini: float | None) -> Iterator[Row]:
    """All measures of one year's table that draw nothing, beside one of the package's."""
    known = all_tables()
    names = list(peers_of_one_year(known["regions"]))
    ours = seconds(lambda: suite(known, names))
    what = f"suite of {len(names)} measures, {REGIONS:,} × {INDUSTRIES}"
    yield from _row(what, ours, "econgeo", gini, 1 / 5, "its locational Gini alone")


def plant_rows(folder: Path) -> Iterator[Row]:
    """Ellison and Glaeser's index of all industries, and of all pairs of them.

    REAT goes through one industry after the other, so a tenth of the industries takes it a tenth
    of the time (a quarter was found to take a quarter). Pairs it computes one by one, each with
    the index of all industries anew, so it is given fewer plants in fewer industries.
    """
    plants, few = made_plants(PLANTS, REGIONS, 500), made_plants(10_000, 100, 20)
    tenth = plants[plants["industry"] < "050"]
    files = {name: folder / f"{name}.csv" for name in ("tenth", "few")}
    for name, table in {"tenth": tenth, "few": few}.items():
        table[["region", "industry", "employment"]].to_csv(files[name], index=False)

    def both(table: pd.DataFrame) -> None:
        suite({"plants": table}, {"ellison_glaeser": {}, "coagglomeration": {"variant": "pair"}})

    what = "ellison_glaeser and coagglomeration of all pairs"
    tenfold = seconds_in_r("reat", "ellison_glaeser", files["tenth"])
    yield from _row(
        f"{what}, {PLANTS:,} plants, 500 industries",
        seconds(partial(both, plants)),
        "reat",
        tenfold and 10 * tenfold,
        1 / 500,
        "no pairs, a tenth of the industries × 10",
    )
    theirs = seconds_in_r("reat", "all_pairs", files["few"])
    ours = seconds(partial(both, few))
    yield from _row(f"{what}, 10,000 plants, 20 industries", ours, "reat", theirs, 1 / 500)


def made_plants(count: int, regions: int, industries: int) -> pd.DataFrame:
    """Plants of random sizes, evenly over regions and industries."""
    random = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "plant": np.arange(count).astype("str"),
            "region": random.choice([f"{n:06d}" for n in range(regions)], count),
            "industry": random.choice([f"{n:03d}" for n in range(industries)], count),
            "employment": random.geometric(0.05, count).astype(float),
        }
    ).astype({"plant": "str", "region": "str", "industry": "str"})


def distance_rows(folder: Path) -> Iterator[Row]:
    """Curves of distance with 1,000 relabellings, of which the package is asked for a few."""
    for name, function, cases, sites in (
        ("duranton_overman", "kd", 5_000, 10_000),
        ("marcon_puech", "m", 500, 5_000),
    ):
        plants, file = points(cases, sites), folder / f"{function}.csv"
        plants[["x", "y", "industry", "employment"]].to_csv(file, index=False)
        alone = seconds_in_r("dbmss", function, file, "0")
        few = seconds_in_r("dbmss", f"{function}_envelope", file, str(TIMED))
        whole = alone and few and alone + (few - alone) / TIMED * SIMULATIONS
        ours = seconds(partial(relabelled, name, plants, SIMULATIONS))
        what = f"{name}, {cases:,} plants among {sites:,} sites, {SIMULATIONS:,} simulations"
        note = f"{TIMED} simulations × {SIMULATIONS // TIMED}"
        yield from _row(what, ours, "dbmss", whole, DISTANCE_LIMITS[name], note)


def relabelled(name: str, plants: pd.DataFrame, draws: int) -> pd.DataFrame:
    """Our curve of the industry "case" with its bands."""
    return measures[name](plants, industries="case", max_distance=50, step=0.5, n_draws=draws)


def memory_row() -> Row:
    """The most memory that K_d of very many plants takes, imports among them."""
    code = (
        "from benchmarks.peers import points, relabelled; "
        f"relabelled('duranton_overman', points(5_000, 100_000), {SIMULATIONS}); {PEAK}"
    )
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    peak = float(done.stdout.splitlines()[-1])
    what = "duranton_overman, 5,000 plants among 100,000 sites, 1,000 simulations, cold"
    return Row(what, time.perf_counter() - start, "none", np.nan, peak, MOST_MEMORY, "MB at most")


def points(cases: int, sites: int) -> pd.DataFrame:
    """Plants on a plain of 100 km by 100 km, the first of them of the industry "case"."""
    random = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "plant": np.arange(sites).astype("str"),
            "x": random.uniform(0, 100, sites),
            "y": random.uniform(0, 100, sites),
            "industry": np.where(np.arange(sites) < cases, "case", "other"),
            "employment": random.geometric(0.05, sites),
        }
    )


def seconds(act: Callable[[], object]) -> float:
    """The seconds of the fastest of three runs: the first may wait for imports."""
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return min(taken)


def seconds_in_r(package: str, function: str, file: Path, *more: str) -> float | None:
    """The seconds of a package; none where it is not there, or takes too long."""
    command = ["Rscript", str(SCRIPTS / f"{package}.R"), function, str(file), *more]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired:
        print(f"{package} {function} took more than {LONGEST} s: row left out", file=sys.stderr)
        return None
    if done.returncode:
        why = next((line for line in done.stderr.splitlines() if "Error" in line), "no word why")
        print(f"{package} {function} did not run ({why}): row left out", file=sys.stderr)
        return None
    return float(done.stdout.split()[-1])


def _row(
    what: str, ours: float, package: str, theirs: float | None, most: float, note: str = ""
) -> Iterator[Row]:
    """The row of our time in per cent of the package's, where the package ran."""
    if theirs is not None:
        name = {"econgeo": "EconGeo", "reat": "REAT", "dbmss": "dbmss"}[package]
        peer = f"{name}: {note}" if note else name
        yield Row(what, ours, peer, theirs, 100 * ours / theirs, 100 * most, "% of its time")


def _first(activity: pd.DataFrame, regions: int, industries: int) -> pd.DataFrame:
    few = activity["region"].unique()[:regions], activity["industry"].unique()[:industries]
    return activity[activity["region"].isin(few[0]) & activity["industry"].isin(few[1])]


def _wide(activity: pd.DataFrame) -> pd.DataFrame:
    return activity.pivot(index="region", columns="industry", values="employment")  # noqa: PD010
