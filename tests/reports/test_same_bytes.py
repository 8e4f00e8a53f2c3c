"""The same inputs give the same bytes of page, tables and figures, wherever and whenever they run.

Faults F12 to F15: time zone, hash seed, locale and number of threads are those of the process that
makes the report. Nine runs take every pair of a zone, a seed and a locale (an orthogonal array) and
one or two threads in turn; a tenth repeats the first. `LOCALES` that a machine lacks fall back to C.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from tests.reports.notebooks import code, notebook, text
from tests.reports.test_folder import tree
from workbench.reports.batch import Manner, batch

ZONES = ("UTC", "Asia/Shanghai", "America/St_Johns")
HASH_SEEDS = ("0", "1", "4711")
LOCALES = ("C", "C.UTF-8", "tr_TR.UTF-8")  # Turkish letters have other capitals
RUN = "import sys; from workbench.reports import run; run(sys.argv[1], out=sys.argv[2])"
PARAMETERS = """\
study: str = "china_prefectures"  # [study] the study to ask
region: str = ""  # text for the page
seed: int = 2010  # [0 to 4294967295] seed of the shuffles
"""
FIT = """\
import workbench as wb
from workbench import figures, models
from workbench.data import at_level

data = wb.load(study)
question = data.question
columns = [*question.measures, *question.controls]
panel = wb.panel(data, question=question)
outcome, measure = question.outcome, question.measures[0]
places = at_level(data, question.level)
label = models.label_of(panel, outcome)
rungs = models.ladder(
    panel, outcome, measure,
    controls=[c for c in columns if c != measure],
    fixed_effects=question.fixed_effects, cluster=question.cluster or None,
)
steps = models.ladder_table(rungs, measure)
print(sorted({*columns, outcome, region}), set(columns) | {"a", "b", "c"})
"""
SHOW = """\
about = {"units": "as stated", "source": data.source}
figures.TableExhibit(
    models.summary(panel, [outcome, *columns]), name="summary", caption="All rows.", **about
)
"""
DRAW = """\
values = models.by_region(panel, outcome)
ground = (places.regions, data.boundaries)
figures.InteractiveMap(
    figures.region_map(values, *ground, label=label),
    name="map", caption="Where.", alt=figures.map_in_words(values, places.regions, label),
    data=figures.map_data(values, places.regions, outcome),
    places=figures.map_places(values, *ground, label=label), **about,
)
"""
LADDER = """\
figures.FigureExhibit(
    figures.coefficient_ladder(steps, x_label="coefficient"),
    name="ladder", caption="Steps.", alt=figures.ladder_in_words(steps), data=steps, **about,
)
"""
MORAN = """\
residuals = models.by_region(panel, rungs[0].robust.residuals)
figures.Words([models.moran_in_words(residuals, *ground, seed=seed)], role="verdict")
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short notebook with what reports are made of: a fit, a table, a map, a drawing, chance."""
    cells = (code(source) for source in (FIT, SHOW, DRAW, LADDER, MORAN))
    folder = tmp_path_factory.mktemp("bytes")
    return notebook(
        folder / "bytes.ipynb", text("# 温州 bytes"), code(PARAMETERS, "parameters"), *cells
    )


def conditions() -> Iterator[tuple[str, str, str, str]]:
    """Zone, hash seed, locale and threads: each pair of the first three comes once."""
    for i, j in product(range(3), range(3)):
        yield ZONES[i], HASH_SEEDS[j], LOCALES[(i + j) % 3], "12"[(i + 2 * j) % 2]
    yield ZONES[0], HASH_SEEDS[0], LOCALES[0], "1"


def made(path: Path, out: Path, condition: tuple[str, str, str, str]) -> dict[str, bytes]:
    """The files of a report that a process of its own has made under a condition."""
    zone, hash_seed, locale, threads = condition
    own = {"TZ": zone, "PYTHONHASHSEED": hash_seed, "LC_ALL": locale, "LANG": locale}
    own |= {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
    command = [sys.executable, "-c", RUN, str(path), str(out)]
    subprocess.run(command, env=os.environ | own, check=True, timeout=300)
    [folder] = out.glob("*/*/")
    return timeless(folder)


def timeless(folder: Path) -> dict[str, bytes]:
    """The files of a report without its times, which the record holds, and the crate's day.

    The hash of the workbench's own source stays out too, which somebody may be writing meanwhile.
    """
    files = tree(folder)
    record = json.loads(files.pop("record.json"))
    crate = json.loads(files.pop("ro-crate-metadata.json"))
    assert record["outputs"].pop("ro-crate-metadata.json")
    assert record.pop("times")
    assert record.pop("workbench")
    graph = {entity["@id"]: entity for entity in crate["@graph"]}
    assert graph["./"].pop("datePublished")
    assert graph["#workbench"].pop("identifier")
    return files | {"record": json.dumps(record).encode(), "crate": json.dumps(crate).encode()}


def different(first: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """The names of files that are not the same."""
    return [name for name in first | other if first.get(name) != other.get(name)]


def test_page_tables_and_figures_are_the_same_bytes_under_all_conditions(
    path: Path, tmp_path: Path
) -> None:
    first: dict[str, bytes] = {}
    for number, condition in enumerate(conditions()):
        files = made(path, tmp_path / str(number), condition)
        first = first or files
        assert not different(first, files), condition
    kinds = {"index.html", "tables/map.csv", "tables/all.xlsx", "figures/map.svg"}
    assert kinds < set(first)
    assert b"Moran" in first["index.html"]


def test_a_batch_gives_the_same_bytes_with_one_worker_and_with_two(
    path: Path, tmp_path: Path
) -> None:
    made_by = []
    for workers in (1, 2):
        out = tmp_path / str(workers)
        done = batch(path, {"region": "a,b,c"}, out=out, manner=Manner(workers=workers))
        assert not done.n_failed
        made_by.append({p.name: timeless(p) for p in out.glob("bytes/region=*")})
    one, two = made_by
    assert len(one) == len(two) == 3
    for name, files in one.items():
        assert not different(files, two[name]), name


def test_what_a_condition_does_change_is_seen(tmp_path: Path) -> None:
    """The conditions arrive in the kernel, so the first test could fail."""
    threads = notebook(
        tmp_path / "threads.ipynb",
        code("seed: int = 1  # a number", "parameters"),
        code('import os\nprint(os.environ["OMP_NUM_THREADS"])'),
    )
    one, two = (made(threads, tmp_path / n, ("UTC", "0", "C", n)) for n in ("1", "2"))
    assert {"index.html", "notebook.ipynb"} <= set(different(one, two))
