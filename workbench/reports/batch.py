"""How does one notebook become many reports: one a region, industry, year or study."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench import home
from workbench.errors import ParameterError, unknown
from workbench.reports import index_page
from workbench.reports._plain import Plain, in_words
from workbench.reports.binding import bind
from workbench.reports.folder import claimed
from workbench.reports.index_page import Row
from workbench.reports.languages import ENGLISH
from workbench.reports.members import FAILED, Member, Outcome, Outcomes, in_processes
from workbench.reports.notebook import Notebook, open_notebook
from workbench.reports.over import combinations
from workbench.reports.pages import wanted
from workbench.reports.parameters import Card, card_in
from workbench.reports.record import as_json
from workbench.reports.running import PAGE, RECORD, SECONDS_A_CELL, place_of, run_name

if TYPE_CHECKING:
    from workbench.data import Study

ENGINES = ("warm", "plain")


@dataclass(frozen=True)
class Manner:
    """How a batch is run: by how many workers, where, and what of it is kept.

    `workers` None takes one a core. `engine` is "warm" (kernels forked from a process that has
    loaded everything) or "plain". `scheduler` is the address of a Dask scheduler. `is_resumed`
    keeps reports that are still good.
    """

    workers: int | None = None
    engine: str = ENGINES[0]
    scheduler: str | None = None
    is_resumed: bool = False
    to: Sequence[str] = ("html",)
    lang: str = "en"
    limit: int = SECONDS_A_CELL
    has_progress: bool = True


@dataclass(frozen=True)
class BatchReport:
    """A finished batch: its folder, its page, a row and an outcome for each member."""

    name: str
    folder: Path
    page: Path
    rows: Sequence[Row]
    outcomes: Sequence[Outcome] = field(repr=False)

    @property
    def n_failed(self) -> int:
        """How many members have failed."""
        return sum(row.state == FAILED for row in self.rows)


def batch(
    notebook: str | Path,
    over: Mapping[str, str],
    parameters: Mapping[str, object] | None = None,
    *,
    out: str | Path | None = None,
    manner: Manner | None = None,
) -> BatchReport:
    """Run a notebook once for each value of some of its parameters.

    Parameters
    ----------
    notebook
        A name from `workbench list notebooks`, or the path of any Python notebook.
    over
        Values by parameter, divided by commas, or "all"; several parameters are crossed.
    parameters
        Values that are the same for all members.
    out
        The folder for reports; `reports/` where none is given.
    manner
        How it is run; one worker a core in forked kernels by default.

    Returns
    -------
    The batch. Each member has its own report in `<out>/<notebook>/<run>/`, the same to the byte as
    `run` makes it; the batch has a page and the tables `members.csv` and `members.json` in
    `<out>/<notebook>/by-<parameter>/`. A member that fails stops no other.

    Raises
    ------
    UnknownName
        If there is no such notebook; with the nearest names.
    ParameterError
        With everything that is wrong with the values of all members, before anything starts.
    """
    how = manner or Manner()
    started = datetime.now(UTC)
    _check(how)
    source = open_notebook(notebook)
    workers = how.workers or os.cpu_count() or 1
    with _maker(source, how, workers) as make:
        card = card_in(source)
        fixed = dict(parameters or {})
        base = Path(out or home.reports()).resolve()
        members = list(_members(source, card, over, fixed, base, how))
        found = _followed(make(members), len(members), how, source.name)
    outcomes = sorted(found, key=lambda outcome: outcome.number)
    folder = base / source.name / _name(card, over, fixed, how.lang)
    rows = [
        index_page.row_of(
            member.label,
            {name: in_words(member.parameters[name]) for name in over},
            outcome,
            folder,
            started.timestamp(),
        )
        for member, outcome in zip(members, outcomes, strict=True)
    ]
    same = ", ".join(f"{key} = {in_words(value)}" for key, value in _same(card, fixed).items())
    record = {
        "notebook": {"name": source.name, "sha256": source.sha256},
        "over": dict(over),
        "manner": asdict(how) | {"workers": workers},
        "members": [asdict(outcome) for outcome in outcomes],
        "started": started.isoformat(timespec="seconds"),
        "seconds": round((datetime.now(UTC) - started).total_seconds(), 3),
    }
    with claimed(folder) as place:
        place.write("members.csv", index_page.as_csv(rows))
        place.write("members.json", index_page.as_json(rows))
        place.write(PAGE, index_page.page(source.name, rows, same, how.lang))
        place.write(RECORD, as_json(record))
        place.publish()
    return BatchReport(source.name, folder, folder / PAGE, rows, outcomes)


def _check(how: Manner) -> None:
    """Whether a batch can be run in this manner."""
    wanted(how.to, how.lang)
    if how.engine not in ENGINES:
        raise ParameterError(unknown("CLW-R52", "engine", how.engine, ENGINES))


@contextmanager
def _maker(source: Notebook, how: Manner, workers: int) -> Iterator[Outcomes]:
    """What makes the members; a process that loads what they need is started at once."""
    if how.scheduler is not None:
        from workbench.reports.scheduler import on_cluster

        cluster: AbstractContextManager[Outcomes] = on_cluster(how.scheduler)
    elif how.engine == "warm":
        from workbench.reports.warm import Warm

        with Warm(source.path, workers) as warm:
            yield warm.outcomes
        return
    else:
        cluster = nullcontext(partial(in_processes, workers=workers))
    with cluster as make:
        yield make


def _members(
    source: Notebook,
    card: Card,
    over: Mapping[str, str],
    fixed: Mapping[str, object],
    base: Path,
    how: Manner,
) -> Iterator[Member]:
    @cache
    def load(study: str) -> Study:
        from workbench.data import load as load_study

        return load_study(study)

    for number, varied in enumerate(combinations(card, over, fixed, load)):
        given = {**fixed, **varied}
        run = place_of(source, card, bind(card, given, load), base, how.lang).name
        yield Member(
            number,
            run,
            str(source.path),
            given,
            str(base),
            to=tuple(how.to),
            lang=how.lang,
            limit=how.limit,
            is_resumed=how.is_resumed,
        )


def _name(card: Card, over: Mapping[str, str], fixed: Mapping[str, object], lang: str) -> str:
    """The name of a batch: what it runs over, the fixed parameters, and a language not English."""
    changed = _same(card, fixed)
    if lang != ENGLISH:
        changed["lang" if "lang" not in card.parameters else "page_lang"] = lang
    return "by-" + "-".join(over) + (f",{run_name(changed)}" if changed else "")


def _same(card: Card, fixed: Mapping[str, object]) -> dict[str, Plain]:
    """The fixed parameters that differ from their defaults."""
    return {name: str(value) for name, value in fixed.items() if name in card.parameters}


def _followed(outcomes: Iterator[Outcome], number: int, how: Manner, title: str) -> list[Outcome]:
    """All outcomes, with a bar and the time left where standard error is a terminal."""
    if not how.has_progress or not sys.stderr.isatty():
        return list(outcomes)
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    columns: tuple[Any, ...] = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("left"),
        TimeLeft(),
    )
    found = []
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=number)
        for outcome in outcomes:
            found.append(outcome)
            n_failed = sum(one.state == FAILED for one in found)
            words = f"{title}, {n_failed} failed" if n_failed else title
            bar.update(task, completed=len(found), description=words)
    return found
