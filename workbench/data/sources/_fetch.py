"""How do official statistics become a study folder: asked, written, checked, kept."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from workbench.data.sources._address import SCHEMES, without_query
from workbench.data.sources._ask import Ask, Progress
from workbench.data.sources._cache import Cache, cache_folder
from workbench.data.sources._draft import without_empty
from workbench.data.sources._http import Limits, Line
from workbench.data.sources._options import chosen
from workbench.data.sources._shelf import sources
from workbench.data.sources._write import FETCHED, move_in, refuse_other_studies, staged, write
from workbench.data.study import Study, locate, read_descriptor
from workbench.errors import ParameterError, Problem, StudyError

SHOWN_ADDRESS = 60


@dataclass(frozen=True)
class Fetched:
    """What a fetch has written: the folder, its tables, and the replies they were made of."""

    source: str
    folder: Path
    rows: Mapping[str, int]
    replies: tuple[Mapping[str, Any], ...]
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    tables: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def study(self) -> Study:
        """The study, as `workbench.load` gives it."""
        return Study(self.folder.name, self.folder, read_descriptor(self.folder), self.tables)

    @property
    def retrieved(self) -> str:
        """The days on which the replies were retrieved, first and last."""
        days = sorted({str(reply["retrieved"])[:10] for reply in self.replies})
        return " to ".join(dict.fromkeys([days[0], days[-1]]))

    def as_record(self) -> dict[str, Any]:
        """The result as the plain record that `--json` prints."""
        return {
            "source": self.source,
            "folder": str(self.folder),
            "rows": dict(self.rows),
            "retrieved": self.retrieved,
            "replies": [dict(reply) for reply in self.replies],
            "notes": list(self.notes),
            "warnings": list(self.warnings),
        }

    def __repr__(self) -> str:
        counts = ", ".join(f"{name} {count:,} rows" for name, count in self.rows.items())
        lines = [
            f"{self.folder}: {counts}",
            f"from {self.source}, {len(self.replies)} replies, retrieved {self.retrieved}",
            *self.notes,
            *(f"warning: {text}" for text in self.warnings),
            f"next: workbench check {self.folder}",
        ]
        return "\n".join(lines)


def fetch(
    name: str,
    folder: str | Path,
    *,
    options: Mapping[str, Any] | None = None,
    is_online: bool = False,
    base_url: str | None = None,
    cache: str | Path | None = None,
    limits: Limits | None = None,
) -> Fetched:
    """Write a study from a publisher of official statistics; without a network unless asked.

    Parameters
    ----------
    name
        A source on the shelf, such as "world_bank".
    folder
        Where the study goes: a new folder, or one that this source has written before.
    options
        Options of the source's card, as text or values.
    is_online
        Whether the network may be used. Without it, only replies kept from before are read.
    base_url
        Another server that keeps the publisher's paths, such as an institution's mirror; it may
        lie in a private network.
    cache
        Where replies are kept; see `cache_folder` for the default.
    limits
        How long to wait and how much to take.

    Returns
    -------
    A `Fetched` with the folder, the counts of rows, the replies, and what was left out.

    Raises
    ------
    UnknownName
        If there is no such source.
    ParameterError
        With every option that is wrong.
    StudyError
        If a reply cannot be had or is not data, or the study as written has errors. What was
        kept before, replies and study alike, stays as it was.
    """
    source, target = sources[name], Path(folder)
    values = chosen(name, source.card, options or {})
    _refuse_server(base_url)
    refuse_other_studies(target, name)
    line = Line(source.card.hosts, base_url, limits or Limits())
    kept = Cache(cache_folder(cache) / "sources" / name)
    try:
        with _bar(f"fetch {name}", is_wanted=is_online) as progress, staged(target) as stage:
            ask = Ask(kept, line, is_online, progress)
            draft = without_empty(source(ask, values))
            facts: dict[str, Any] = {"source": name, "options": _plain(values)}
            facts |= {"notes": draft.notes, "replies": ask.replies}
            study = write(draft, source.card, facts, stage, target.resolve().name)
            kept.commit()
            move_in(stage, target)
    except OSError as error:
        raise StudyError(_disk(error)) from error
    finally:
        kept.abandon()
    counts = {key: len(table) for key, table in study.tables.items()}
    warnings = tuple(text for _, _, text in study.warnings)
    return Fetched(
        name, target, counts, tuple(ask.replies), tuple(draft.notes), warnings, study.tables
    )


def fetched_from(study: str | Path) -> Mapping[str, Any]:
    """What a study's descriptor keeps about how it was fetched; empty where it was not."""
    record = read_descriptor(locate(study)).get("workbench", {}).get(FETCHED, {})
    return dict(record)


def _refuse_server(base_url: str | None) -> None:
    parts = urlsplit(base_url or "https://publisher")
    is_plain = not (parts.username or parts.password or parts.query or parts.fragment)
    if base_url == "" or parts.scheme not in SCHEMES or not parts.hostname or not is_plain:
        raise ParameterError(
            Problem(
                "CLW-W05",
                "the server is named by an address that is not asked",
                value=without_query(base_url or ""),
                expected="http:// or https://, a host, and a path; no names, passwords or queries",
                remedy="--server https://HOST/PATH",
            )
        )


def _disk(error: OSError) -> Problem:
    return Problem(
        "CLW-W16",
        f"a file cannot be written or read: {error.strerror or error}",
        file=str(error.filename or ""),
        expected="folders that can be written, with room",
        remedy="name another folder with -o, or another cache with --cache",
    )


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}


@contextmanager
def _bar(title: str, *, is_wanted: bool) -> Iterator[Progress]:
    """A line on standard error that tells what is fetched; nothing where nobody watches."""
    if not is_wanted or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        DownloadColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)

        def tell(address: str, size: int) -> None:
            shown = address.partition("://")[2][:SHOWN_ADDRESS]
            bar.update(task, description=f"{title}: {shown}", completed=size)

        yield tell
