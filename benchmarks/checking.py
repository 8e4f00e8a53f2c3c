"""How long does it take to check a table of 1.5 million rows, beside reading it."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.row import Row, in_turn, ratio_row
from workbench.data import check
from workbench.data.reading import read_file

REGIONS, INDUSTRIES, YEARS = 3_000, 50, 10
TYPES = {
    "region": "string",
    "industry": "string",
    "year": "integer",
    "employment": "number",
    "establishments": "number",
}


def rows() -> Iterator[Row]:
    """`check` of a study beside reading its table, by pandas and by the workbench itself."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_study(Path(folder))
        count = f"{REGIONS * INDUSTRIES * YEARS:,}"
        plain = partial(pd.read_csv, path, dtype={"region": "str", "industry": "str"})
        ours = partial(check, path.parent)
        reading = partial(read_file, path, TYPES)
        yield ratio_row(
            f"check of {count} rows of activity", "pandas.read_csv", in_turn(ours, plain), 2
        )
        yield ratio_row(
            f"reading {count} rows of activity", "pandas.read_csv", in_turn(reading, plain), 2
        )


def write_study(folder: Path) -> Path:
    """A random study of the usual shape; the path of its activity."""
    random = np.random.default_rng(0)
    regions = np.array([f"{1_001 + 7 * i:05d}" for i in range(REGIONS)])
    industries = np.array([f"{10 + i:02d}" for i in range(INDUSTRIES)])
    shape = (REGIONS, INDUSTRIES, YEARS)
    size = random.lognormal(3, 1.2, (REGIONS, 1, 1)) * random.lognormal(0, 0.5, (1, INDUSTRIES, 1))
    jobs = np.rint(size * random.lognormal(0, 0.15, shape) * 10).astype(int).ravel()
    activity = pd.DataFrame(
        {
            "region": np.repeat(regions, INDUSTRIES * YEARS),
            "industry": np.tile(np.repeat(industries, YEARS), REGIONS),
            "year": np.tile(np.arange(2010, 2010 + YEARS), REGIONS * INDUSTRIES),
            "employment": jobs,
            "establishments": np.minimum(np.maximum(jobs // 10, 3 * (jobs > 0)), jobs),
        }
    )
    tables = {
        "activity": activity,
        "regions": pd.DataFrame({"region": regions, "name": np.char.add("Region ", regions)}),
        "industries": pd.DataFrame(
            {"industry": industries, "name": np.char.add("Industry ", industries)}
        ),
    }
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    resources = [
        {"name": name, "path": f"{name}.csv", "hash": _hash(folder / f"{name}.csv")}
        for name in tables
    ]
    descriptor = {"name": "large", "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return folder / "activity.csv"


def _hash(path: Path) -> str:
    return "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
