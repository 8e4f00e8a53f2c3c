"""What do the packages that users have today say of the same inputs?

Writes tests/reference/peers.json: shared inputs from a seeded generator, and what EconGeo, REAT,
dbmss and spatstat (through peers.R), PySAL's inequality, and ecomplexity make of them, with
versions, and the names of what they offer. To be run by hand, with a Python that has the packages
below, and with the R packages in the library that the environment variable R_LIBS names:

    python tests/reference/make_peers.py
"""

from __future__ import annotations

import inspect
import json
import shutil
import subprocess
import tempfile
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from pkgutil import iter_modules

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
SEED = 2024
PYTHON_PEERS = (
    "inequality",
    "pointpats",
    "segregation",
    "giddy",
    "esda",
    "ecomplexity",
    "economic_complexity",
)


def main():
    """Make the inputs, ask every package, write it all down."""
    inputs = make_inputs()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name, table in inputs.items():
            table.to_csv(folder / f"{name}.csv", index=False)
        subprocess.run(
            [shutil.which("Rscript") or "Rscript", str(HERE / "peers.R"), str(folder)], check=True
        )
        answer = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    answer["versions"] |= {name: version(name) for name in PYTHON_PEERS}
    answer["exports"] |= {name: public_names(name) for name in PYTHON_PEERS}
    answer["results"]["inequality"] = ask_inequality(inputs["towns"])
    answer["results"]["segregation"] = ask_segregation(inputs["activity"])
    answer["results"]["ecomplexity"] = ask_ecomplexity(inputs["exports"])
    answer["inputs"] = {name: table.to_dict("list") for name, table in inputs.items()}
    answer["seed"] = SEED
    (HERE / "peers.json").write_text(as_text(answer), encoding="utf-8")


def make_inputs():
    """The shared inputs: small, dense enough for every package, with integers where people count.

    `activity` has no empty cell, for REAT stops on a table with one. In `exports` no location
    quotient is exactly 1, so that all packages agree on what a region has.
    """
    random = np.random.default_rng(SEED)
    regions = [f"r{number}" for number in range(8)]
    activity = pd.DataFrame(
        [(r, f"i{i}", year) for year in (2010, 2020) for r in regions for i in range(6)],
        columns=["region", "industry", "year"],
    )
    activity["employment"] = random.geometric(1 / 400, len(activity)) + 5
    activity["establishments"] = -(-activity["employment"] // random.integers(5, 60, len(activity)))
    places = pd.DataFrame(
        {
            "region": regions,
            "area_km2": random.integers(50, 900, 8),
            "population": random.integers(10_000, 90_000, 8),
        }
    )
    return {
        "activity": activity,
        "regions": places,
        "plants": make_plants(random),
        "town": make_town(random),
        "towns": make_towns(random),
        "exports": make_exports(random),
    }


def make_plants(random, count=72):
    """Plants with sizes, on a plain of 100 km by 80 km; those of industry i0 near one another."""
    table = pd.DataFrame(
        {
            "plant": [f"p{number:02d}" for number in range(count)],
            "region": random.choice([f"r{number}" for number in range(6)], count),
            "industry": random.choice([f"i{number}" for number in range(4)], count),
            "employment": random.geometric(1 / 40, count),
            "x": random.integers(0, 1000, count) / 10,
            "y": random.integers(0, 800, count) / 10,
        }
    )
    near = table["industry"] == "i0"
    table.loc[near, ["x", "y"]] = (table.loc[near, ["x", "y"]] * 0.4 + 20).round(1)
    return table


def make_town(random, count=300):
    """Plants of one industry about two centres, enough of them for every distance to occur."""
    centres = np.array([[20.0, 20.0], [50.0, 40.0]])[np.arange(count) % 2]
    places = (centres + random.normal(0, 4, (count, 2))).round(1)
    return pd.DataFrame({"industry": "i0", "x": places[:, 0], "y": places[:, 1]})


def make_towns(random, count=24):
    """Towns with people and incomes in two years, poorer ones growing faster."""
    early = random.lognormal(9, 0.5, count).round()
    growth = 0.6 - 0.4 * (np.log(early) - 9) + random.normal(0, 0.1, count)
    return pd.DataFrame(
        {
            "region": [f"t{number:02d}" for number in range(count)],
            "people": random.integers(1_000, 60_000, count),
            "income_2000": early,
            "income_2020": (early * np.exp(growth)).round(),
        }
    )


def make_exports(random, shape=(12, 15)):
    """Jobs by region and industry, nested as production is: the able make more things."""
    ability = np.linspace(1.5, -1.5, shape[0])[:, None] - np.linspace(-1.5, 1.5, shape[1])
    held = ability + random.normal(0, 0.8, shape) > 0
    held[np.arange(shape[0]), np.arange(shape[0])] = True
    jobs = np.where(held, random.integers(200, 400, shape), random.integers(0, 20, shape))
    return pd.DataFrame(
        [(f"c{r:02d}", f"k{i:02d}", int(jobs[r, i])) for r, i in np.ndindex(*shape)],
        columns=["region", "industry", "employment"],
    )


def ask_inequality(towns):
    """PySAL: Theil, with the towns in three groups, and Gini."""
    from inequality.gini import Gini
    from inequality.theil import Theil, TheilD

    incomes = towns["income_2020"].to_numpy(dtype=float)
    parts = TheilD(incomes, np.arange(len(incomes)) % 3)
    return {
        "theil": float(Theil(incomes).T),
        "theil_between": float(parts.bg[0]),
        "theil_within": float(parts.wg[0]),
        "gini": float(Gini(incomes).g),
    }


def ask_segregation(activity):
    """PySAL: indices of one place among many, places being regions and groups industries."""
    import geopandas as gpd
    from segregation import local

    jobs = activity[activity["year"] == 2020].pivot_table("employment", "region", "industry")
    places = gpd.GeoDataFrame(jobs, geometry=gpd.points_from_xy(range(len(jobs)), 0), crs=3857)

    def of_all(name):
        return getattr(local, name)(places, groups=list(jobs)).statistics.tolist()

    return {
        "location_quotient": of_all("MultiLocationQuotient"),
        "simpson_concentration": of_all("MultiLocalSimpsonConcentration"),
        "entropy": of_all("MultiLocalEntropy"),
    }


def ask_ecomplexity(exports):
    """ecomplexity: complexity, density and proximity."""
    from ecomplexity import ecomplexity, proximity

    names = {"time": "year", "loc": "region", "prod": "industry", "val": "employment"}
    table = exports.assign(year=2020)
    whole = ecomplexity(table, names).sort_values(["region", "industry"])
    near = proximity(table, names)
    near = near.pivot_table("proximity", "industry_1", "industry_2")
    return {
        "rca": whole["rca"].tolist(),
        "eci": whole.drop_duplicates("region")["eci"].tolist(),
        "pci": whole.drop_duplicates("industry")["pci"].tolist(),
        "density": whole["density"].tolist(),
        "proximity": near.to_numpy().tolist(),
    }


def public_names(package):
    """What a package offers, its modules' functions and classes among it."""
    root = import_module(package)
    found = {name for name in dir(root) if not name.startswith("_")}
    for module in iter_modules(root.__path__):
        if not module.name.startswith("_") and module.name not in {"tests", "polars"}:
            known = import_module(f"{package}.{module.name}")
            found |= {name for name in dir(known) if getattr(known, name).__class__ is type}
            found |= {name for name in dir(known) if inspect.isfunction(getattr(known, name))}
    return sorted(name for name in found if not name.startswith("_"))


def as_text(answer):
    """JSON with one line for each result, for the eye and for differences."""
    parts = {key: value for key, value in answer.items() if key not in {"inputs", "results"}}
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in parts.items()]
    for key in ("inputs", "results"):
        inner = []
        for name, held in answer[key].items():
            rows = [f"   {json.dumps(k)}: {json.dumps(v)}" for k, v in held.items()]
            inner.append(f"  {json.dumps(name)}: {{\n" + ",\n".join(rows) + "\n  }")
        lines.append(f"{json.dumps(key)}: {{\n" + ",\n".join(inner) + "\n }")
    return "{\n " + ",\n ".join(lines) + "\n}\n"


if __name__ == "__main__":
    main()
