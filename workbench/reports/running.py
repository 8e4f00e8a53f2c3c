"""How does a notebook become a report: checked, run, verified, and put in its place whole."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workbench import home
from workbench.errors import ParameterError, Problem, RunFailed, quoted
from workbench.reports._plain import Plain, in_words
from workbench.reports._tidy import tidy
from workbench.reports.binding import bind
from workbench.reports.execution import Execution, execute
from workbench.reports.folder import Place, claimed
from workbench.reports.kernel import ask_to_stop, running_kernel
from workbench.reports.notebook import as_file, open_notebook
from workbench.reports.parameters import Card, card_in
from workbench.reports.progress import progress_bar
from workbench.reports.record import as_json, data_of, make_record

PAGE, RECORD, NOTEBOOK = "index.html", "record.json", "notebook.ipynb"
DEFAULT_RUN = "default"
LONGEST_RUN_NAME = 80
SECONDS_A_CELL = 3600
PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]+(?:\.[0-9]+)?")
UNSAFE = re.compile(r"[^A-Za-z0-9_=,+-]")


@dataclass(frozen=True)
class Report:
    """A finished report: the notebook's name, the run's, the folder, the page and the record."""

    name: str
    run: str
    folder: Path
    page: Path
    record: Mapping[str, Any] = field(repr=False)


def run(
    notebook: str | Path,
    parameters: Mapping[str, object] | None = None,
    *,
    out: str | Path | None = None,
    progress: bool = True,
    limit: int = SECONDS_A_CELL,
) -> Report:
    """Run a notebook into a report: one page that opens anywhere, with tables, figures and record.

    Parameters
    ----------
    notebook
        A name from `workbench list notebooks`, or the path of any Python notebook.
    parameters
        Values by name, as plain values or as text; the notebook's defaults for the others.
    out
        The folder for reports; `reports/` where none is given. The report goes to
        `<out>/<notebook>/<run>/`, and the run is named after the parameters that differ from the
        defaults.
    progress
        Whether to draw a progress bar where standard error is a terminal.
    limit
        The longest that one cell may take, in seconds.

    Returns
    -------
    The report. The same notebook, parameters, data and seed give the same bytes of everything but
    the times in `record.json`.

    Raises
    ------
    UnknownName
        If there is no such notebook; with the nearest names.
    ParameterError
        With everything that is wrong with the parameters, before a kernel is started.
    RunFailed
        If a cell fails, the kernel is lost, the data change meanwhile, another run writes the same
        report, or the disk is full. The last good report stays as it is, and the failed notebook
        lies beside it in `<run>.failed/`.
    """
    source = open_notebook(notebook)
    card = card_in(source)
    values = bind(card, parameters or {})
    changed = card.changed(values)
    name = run_name(changed)
    started = datetime.now(UTC)
    data = data_of(card, values)
    final = Path(out or home.reports()) / source.name / name
    with claimed(final) as place, running_kernel(source.path.parent) as manager:
        with progress_bar(source.name, is_wanted=progress) as tell:
            execution = execute(source, changed, manager, limit=limit, tell=tell)
        ask_to_stop(manager)
        tidy(execution.content, source.content)
        problems = [execution.problem] if execution.problem else []
        problems += data.changes() if data else []
        record = make_record(
            source, name, values, execution, data, started=started, problems=problems
        )
        if problems:
            raise RunFailed(_kept(place, execution, record, problems))
        record = _written(place, execution, record, card)
        place.publish()
    return Report(source.name, name, final, final / PAGE, record)


def run_name(changed: Mapping[str, Plain]) -> str:
    """The name of a run: its parameters that differ from the defaults, safe as a folder's name.

    Examples
    --------
    >>> run_name({}), run_name({"study": "us_metro_clusters", "alpha": 0.1})
    ('default', 'alpha=0.1,study=us_metro_clusters')
    """
    if not changed:
        return DEFAULT_RUN
    items = {k: v if isinstance(v, list) else [v] for k, v in sorted(changed.items())}
    whole = ",".join(f"{key}={'+'.join(map(in_words, items[key]))}" for key in items)
    is_plain = all(v and all(PLAIN_NAME.fullmatch(in_words(i)) for i in v) for v in items.values())
    if is_plain and len(whole) <= LONGEST_RUN_NAME:
        return whole
    digest = hashlib.sha256(repr(items).encode()).hexdigest()[:8]
    return f"{UNSAFE.sub('-', whole)[: LONGEST_RUN_NAME - len(digest) - 1]}-{digest}"


def parse_assignments(texts: Sequence[str]) -> dict[str, str]:
    """Texts like `key=value` as a dictionary; values stay text.

    Raises
    ------
    ParameterError
        With every text that has no "=", and every key that comes twice.

    Examples
    --------
    >>> parse_assignments(["region=033", "formula=a=b"])
    {'region': '033', 'formula': 'a=b'}
    """
    found: dict[str, str] = {}
    problems = []
    for text in texts:
        key, sign, value = text.partition("=")
        if not sign:
            expected = "key=value"
            problems.append(
                Problem(
                    "CLW-P22",
                    f"{quoted(text)} sets nothing",
                    value=text,
                    expected=expected,
                    remedy=f"write {text}=…",
                )
            )
        elif key in found:
            problems.append(
                Problem(
                    "CLW-P23",
                    f"{quoted(key)} is set twice",
                    value=value,
                    expected="each name once",
                    remedy="take one of them out",
                )
            )
        found[key] = value
    if problems:
        raise ParameterError(problems)
    return found


def _written(
    place: Place, execution: Execution, record: dict[str, Any], card: Card
) -> dict[str, Any]:
    """Write the whole report, and return its record with the hash of every other file."""
    from workbench.reports import blocks, export, page

    story = blocks.tell(execution.content)
    html, missing = page.build(story, record, card)
    files = {
        PAGE: html,
        NOTEBOOK: as_file(execution.content),
        **dict(export.files(story.exhibits)),
    }
    for name, content in files.items():
        place.write(name, content)
    outputs = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    whole = {**record, "characters_without_font": missing, "outputs": outputs}
    place.write(RECORD, as_json(whole))
    return whole


def _kept(
    place: Place, execution: Execution, record: Mapping[str, Any], problems: Sequence[Problem]
) -> list[Problem]:
    """Keep what a failed run has left; returns what is wrong, and where the notebook lies."""
    try:
        place.write(NOTEBOOK, as_file(execution.content))
        place.write(RECORD, as_json(record))
        place.keep_failed()
    except RunFailed as error:
        return [*problems, *error.problems]
    left = str(place.failed / NOTEBOOK)
    return [replace(problem, file=problem.file or left) for problem in problems]
