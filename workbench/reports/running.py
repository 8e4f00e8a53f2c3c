"""How does a notebook become a report: checked, run, verified, and put in its place whole."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workbench import home
from workbench.errors import ParameterError, Problem, RunFailed, quoted
from workbench.reports._plain import Plain, in_words
from workbench.reports._tidy import tidy
from workbench.reports.binding import bind
from workbench.reports.crate import CRATE, metadata
from workbench.reports.execution import Execution, execute
from workbench.reports.folder import Place, claimed
from workbench.reports.kernel import ask_to_stop, running_kernel
from workbench.reports.languages import ENGLISH, headings
from workbench.reports.notebook import Notebook, as_file, open_notebook
from workbench.reports.pages import FORMATS, HTML, beside, made, wanted
from workbench.reports.parameters import Card, card_in
from workbench.reports.progress import progress_bar
from workbench.reports.record import as_json, data_of, make_record

PAGE, RECORD, NOTEBOOK = "index.html", "record.json", "notebook.ipynb"
WORKBOOK = "tables/all.xlsx"
DEFAULT_RUN = "default"
LONGEST_RUN_NAME = 80
SECONDS_A_CELL = 3600
PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]+(?:\.[0-9]+)?")
UNSAFE = re.compile(r"[^A-Za-z0-9_=,+-]")

Kernels = Callable[[Path], AbstractContextManager[Any]]


@dataclass(frozen=True)
class Report:
    """A finished report: the notebook's name, the run's, the folder, the page and the record.

    `changes` is one line about what changed since the report that it replaced.
    """

    name: str
    run: str
    folder: Path
    page: Path
    record: Mapping[str, Any] = field(repr=False)
    changes: str = ""

    @property
    def pages(self) -> dict[str, Path]:
        """The page in each format that was made: "html", and "pdf" and "docx" where asked for."""
        return {kind: self.folder / path for kind, path in self.record["formats"].items()}


def run(
    notebook: str | Path,
    parameters: Mapping[str, object] | None = None,
    *,
    out: str | Path | None = None,
    progress: bool = True,
    limit: int = SECONDS_A_CELL,
    to: Sequence[str] = (HTML,),
    lang: str = ENGLISH,
    kernel: Kernels = running_kernel,
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
    to
        The formats of the page: "html", "pdf", "docx". HTML is made in any case, and the others
        from it.
    lang
        The language of the page's own texts: "en" or "zh". The notebook's text stays as it is.
    kernel
        What starts the kernel that works in a folder; one of its own by default.

    Returns
    -------
    The report. The same notebook, parameters, data and seed give the same bytes of everything but
    the times in `record.json`.

    Raises
    ------
    UnknownName
        If there is no such notebook; with the nearest names.
    ParameterError
        With everything that is wrong with the parameters, formats or language, before a kernel is
        started.
    RunFailed
        If a cell fails, the kernel is lost, the data change meanwhile, another run writes the same
        report, or the disk is full. The last good report stays as it is, and the failed notebook
        lies beside it in `<run>.failed/`. Also if a format beside HTML cannot be made: then the
        report is in its place without that format.
    """
    formats = wanted(to, lang)
    source = open_notebook(notebook)
    card = card_in(source)
    values = bind(card, parameters or {})
    changed = card.changed(values)
    final = place_of(source, card, values, out, lang)
    name = final.name
    started = datetime.now(UTC)
    data = data_of(card, values)
    with claimed(final) as place, kernel(source.path.parent) as manager:
        with progress_bar(source.name, is_wanted=progress) as tell:
            execution = execute(source, changed, manager, limit=limit, tell=tell)
        ask_to_stop(manager)
        tidy(execution.content, source.content)
        problems = [execution.problem] if execution.problem else []
        problems += data.changes() if data else []
        record = make_record(
            source, name, values, execution, data, started=started, problems=problems, language=lang
        )
        if problems:
            raise RunFailed(_kept(place, execution, record, card, problems))
        record, problems = _written(place, execution, record, card, formats)
        changes = _published(place, record)
    if problems:
        raise RunFailed(beside(str(final / PAGE), problems))
    return Report(source.name, name, final, final / PAGE, record, changes)


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


def place_of(
    source: Notebook, card: Card, values: Mapping[str, Plain], out: str | Path | None, lang: str
) -> Path:
    """The folder that a run writes its report to."""
    name = run_name(card.changed(values) | _language(lang, values))
    return Path(out or home.reports()) / source.name / name


def _language(lang: str, values: Mapping[str, Plain]) -> dict[str, Plain]:
    """What the name of a run says of its language: nothing of the usual one."""
    return {} if lang == ENGLISH else {"lang" if "lang" not in values else "page_lang": lang}


def _written(
    place: Place,
    execution: Execution,
    record: dict[str, Any],
    card: Card,
    formats: Sequence[str],
) -> tuple[dict[str, Any], list[Problem]]:
    """Write the whole report; returns its record with the hash of every other file.

    A format that cannot be made is a problem in the record, and takes nothing else with it.
    """
    from workbench.reports import blocks, export, page
    from workbench.reports.workbook import as_workbook

    story = blocks.tell(execution.content, record["language"])
    html, missing = page.build(story, record, card)
    files = {
        PAGE: html,
        NOTEBOOK: as_file(execution.content),
        **dict(export.files(story.exhibits)),
    }
    if any(exhibit.csv for exhibit in story.exhibits):
        files[WORKBOOK] = as_workbook(story.exhibits, headings(record["language"]))
    problems: list[Problem] = []
    name = record["notebook"]["name"]
    for format_ in formats[1:]:
        content, own = made(format_, html.decode(), story.exhibits, f"{name}, {record['run']}")
        files |= {f"{name}.{format_}": content} if content else {}
        problems += own
    files[CRATE] = metadata(record, files)
    for path, content in files.items():
        place.write(path, content)
    whole = {
        **record,
        "problems": [problem.as_record() for problem in problems],
        "characters_without_font": missing,
        "formats": _formats(files, name),
        "outputs": {path: hashlib.sha256(content).hexdigest() for path, content in files.items()},
    }
    place.write(RECORD, as_json(whole))
    return whole, problems


def _published(place: Place, record: Mapping[str, Any]) -> str:
    """Put the report in its place; returns what changed since the one that it replaces."""
    from workbench.reports.compare_last import last_in, since

    last = last_in(place.final, record)
    place.publish()
    return since(last, place, record["language"])


def _formats(files: Mapping[str, bytes], name: str) -> dict[str, str]:
    """The file of each format that was made."""
    found = {HTML: PAGE} | {format_: f"{name}.{format_}" for format_ in FORMATS if format_ != HTML}
    return {format_: path for format_, path in found.items() if path in files}


def _kept(
    place: Place,
    execution: Execution,
    record: Mapping[str, Any],
    card: Card,
    problems: Sequence[Problem],
) -> list[Problem]:
    """Keep what a failed run has left, with a page that says why; returns what is wrong."""
    from workbench.reports import blocks, page

    try:
        story = blocks.tell(blocks.until_error(execution.content), record["language"])
        html, _ = page.build(story, record, card, problems)
        place.write(PAGE, html)
        place.write(NOTEBOOK, as_file(execution.content))
        place.write(RECORD, as_json(record))
        place.keep_failed()
    except RunFailed as error:
        return [*problems, *error.problems]
    left = str(place.failed / NOTEBOOK)
    return [replace(problem, file=problem.file or left) for problem in problems]
