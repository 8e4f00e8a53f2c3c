"""At least 150 hostile payloads by every door: 0 executed, 0 unescaped, 0 outside the folder."""

from __future__ import annotations

import csv
import io
import json
import re
import socket
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.conftest import TinyStudy
from tests.corpus.running import command
from tests.hostile import payloads
from tests.reports.notebooks import card, code, notebook, text
from tests.reports.reading import Page
from tests.reports.test_page import ESCAPED_PLACES, SANITISED_PLACES, in_place
from workbench.errors import WorkbenchError
from workbench.reports import read_parameters, run
from workbench.reports.binding import bind
from workbench.reports.execution import Execution
from workbench.reports.export import guarded
from workbench.reports.parameters import Card, read_card

AT_LEAST = 150
LINES = (
    'word: str = "a"  # a word',
    "words: list[str] = []  # words",
    'study: str = ""  # [study] where the data are',
    "n: int = 1  # [0 to 9] a number",
    'way: str = "ols"  # [ols | robust] a way',
)


def everything() -> list[str]:
    """Every payload, once."""
    kinds = [value for name, value in vars(payloads).items() if isinstance(value, tuple) and name]
    return list(dict.fromkeys(payload for kind in kinds for payload in kind))


class Watched:
    """A folder, what lies around it, a file that must not appear and an address nobody may ask."""

    def __init__(self, root: Path) -> None:
        self.root, self.inside = root, root / "inside"
        self.inside.mkdir()
        (root / "activity.csv").write_text("secret\n")
        self.canary = root / "canary"
        self.trap = socket.create_server(("127.0.0.1", 0))
        self.trap.setblocking(False)
        self.before = self.around()

    def real(self, payload: str) -> str:
        """A payload with its file and its address."""
        port = self.trap.getsockname()[1]
        named = payload.replace(payloads.CANARY, str(self.canary))
        return named.replace(payloads.TRAP, f"127.0.0.1:{port}")

    def around(self) -> dict[str, float]:
        """What lies outside the folder, with its times."""
        return {
            str(path): path.lstat().st_mtime_ns
            for path in self.root.rglob("*")
            if self.inside not in (path, *path.parents)
        }

    def unharmed(self) -> None:
        """Nothing was executed, asked, or written outside."""
        assert not self.canary.exists()
        assert self.around() == self.before
        with pytest.raises(BlockingIOError):
            self.trap.accept()


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    found = Watched(tmp_path)
    monkeypatch.chdir(found.inside)
    yield found
    found.unharmed()
    found.trap.close()


@pytest.fixture
def small(watched: Watched) -> Card:
    return read_card(card(watched.inside / "small.ipynb", *LINES))


def test_there_are_150_payloads() -> None:
    assert len(everything()) >= AT_LEAST


def test_names_are_refused_in_python_and_from_the_command(watched: Watched, small: Card) -> None:
    for payload in map(watched.real, payloads.NAMES):
        with pytest.raises(WorkbenchError) as error:
            bind(small, {payload: 1})
        assert {p.code for p in error.value.problems} <= {"CLW-P01", "CLW-P03"}, payload
        done = command("run", str(small.notebook), "-p", f"{payload}=1", "--out", "out")
        assert done.exit_code == 1 and done.problems, payload
        assert not Path("out").exists()


def test_values_are_text_or_refused(watched: Watched, small: Card) -> None:
    for payload in map(watched.real, payloads.VALUES):
        assert bind(small, {"word": payload})["word"] == payload
        for name in ("n", "way", "study"):
            with pytest.raises(WorkbenchError):
                bind(small, {name: payload})
    for payload in map(watched.real, payloads.CONTROLS):
        for name in ("word", "words"):
            with pytest.raises(WorkbenchError):
                bind(small, {name: payload if name == "word" else [payload]})


def test_a_file_of_parameters_holds_nothing_but_text(watched: Watched, small: Card) -> None:
    for payload in map(watched.real, payloads.YAMLS):
        path = watched.inside / "p.yaml"
        path.write_text(payload, encoding="utf-8")
        with pytest.raises(WorkbenchError) as error:
            bind(small, read_parameters(path))
        assert all(problem.remedy for problem in error.value.problems), payload[:80]
    for payload in map(watched.real, payloads.VALUES):
        path.write_text(json.dumps({"word": payload}), encoding="utf-8")
        assert bind(small, read_parameters(path))["word"] == payload


def test_values_reach_the_cells_as_what_they_are(watched: Watched) -> None:
    """One real run with every printable payload as a value; the cell prints them back."""
    sent = [p for p in map(watched.real, everything()) if p.isprintable() and len(p) < 999]
    path = notebook(
        watched.inside / "all.ipynb",
        text("# All"),
        code("\n".join(LINES), "parameters"),
        code("import json\nprint(json.dumps(words))"),
    )
    report = run(path, {"words": sent, "word": sent[0]}, out="out", progress=False)
    cells = json.loads((report.folder / "notebook.ipynb").read_text("utf-8"))["cells"]
    assert json.loads(cells[-1]["outputs"][0]["text"]) == sent
    page = Page(report.page.read_text("utf-8"))
    harmless_ = run(path, {"words": ["a"] * len(sent), "word": "b"}, out="out", progress=False)
    assert page.shape == Page(harmless_.page.read_text("utf-8")).shape
    assert report.folder.resolve().parent == watched.inside / "out" / "all"


def test_formulas_are_refused(watched: Watched) -> None:
    study = TinyStudy(watched.inside / "tiny").write()
    for payload in map(watched.real, payloads.FORMULAS):
        done = command("fit", payload, str(study))
        assert done.exit_code == 1, f"{payload[:80]!r}: {done.exit_code} {done.text[:400]}"
        assert all(p.code != "CLW-R99" for p in done.problems), payload[:80]


def test_formulas_of_spreadsheets_are_text(watched: Watched) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    from workbench.figures.spreadsheet import Sheet, as_excel

    head = ["name", "value"]
    cells = [[payload, "1"] for payload in payloads.SHEETS]
    book = as_excel([Sheet("x", head, cells, [[None, 1.0]] * len(cells), "c", "u", "s")])
    (watched.inside / "x.xlsx").write_bytes(book)
    for sheet in openpyxl.load_workbook(watched.inside / "x.xlsx"):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" and cell.hyperlink is None, cell.value
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert not [n for n in archive.namelist() if "external" in n.lower() or "vba" in n.lower()]
        assert not any(b"<f>" in archive.read(n) for n in archive.namelist())
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([head, *cells])
    rows = list(csv.reader(io.StringIO(guarded(stream.getvalue()), newline="")))
    assert len(rows) == len(cells) + 1
    for row in rows[1:]:
        assert not re.match(r"[\s\ufeff\u00a0]*[=+\-@\t\r＝＋－＠]", row[0]), row[0]


@pytest.mark.parametrize("place", (*ESCAPED_PLACES, *SANITISED_PLACES))
def test_markup_is_shown_or_dropped_and_never_obeyed(place: str, watched: Watched) -> None:
    ours = Page(in_place(place, "harmless words, long enough", watched.inside))
    for payload in payloads.MARKUP:
        if place == "meaning" and "\n" in payload:
            continue  # a comment ends with its line
        html = in_place(place, payload.replace("\x00", ""), watched.inside)
        read = Page(html)
        if place in ESCAPED_PLACES:
            assert read.shape == ours.shape, payload
        assert not active(read), payload


def active(page: Page) -> list[tuple[str, dict[str, str]]]:
    """What of a page could act, load or lead astray."""
    tags = {"script", "iframe", "object", "embed", "link", "base", "form", "svg", "template"}
    return [
        (tag, attributes)
        for tag, attributes in page.elements
        if tag in tags
        or any(name.startswith("on") for name in attributes)
        or re.match(r"(?i)[\s\x00-\x20]*(javascript|vbscript|data):", attributes.get("href", ""))
        or not attributes.get("src", "data:image/").startswith("data:image/")
        or "127.0.0.1" in str({**attributes, "href": "", "alt": "", "content": ""})
    ]


def test_names_of_files_and_runs_stay_in_their_folder(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def executed(source: Any, *_: object, **__: object) -> Execution:
        from nbformat import from_dict

        return Execution(from_dict(dict(source.content)), 1, 1, [0.0])

    @contextmanager
    def nothing(_: Path) -> Iterator[Any]:
        yield SimpleNamespace()

    monkeypatch.setattr("workbench.reports.running.execute", executed)
    monkeypatch.setattr("workbench.reports.running.ask_to_stop", lambda _: None)
    (watched.inside / "books").mkdir()
    for name in payloads.FILE_NAMES:
        path = card(watched.inside / "books" / f"{name}.ipynb", *LINES)
        for given in ({}, {"word": name.replace("\n", "")}, {"words": ["..", "../x"]}):
            out = watched.inside / "out"
            report = run(path, given, out=out, kernel=nothing, progress=False)
            assert report.folder.resolve().parent.parent == out.resolve(), name
            assert not set(report.run) & set("/\\ \n")


def test_paths_of_a_descriptor_stay_in_its_folder(watched: Watched) -> None:
    for number, payload in enumerate(map(watched.real, payloads.PATHS)):
        study = TinyStudy(watched.inside / f"s{number}").write()
        (study / "link.csv").symlink_to(watched.root / "activity.csv")
        record = json.loads((study / "datapackage.json").read_text("utf-8"))
        record["resources"][0]["path"] = payload
        (study / "datapackage.json").write_text(json.dumps(record))
        done = command("check", str(study))
        assert done.exit_code == 1 and done.problems, payload[:80]
        assert "secret" not in done.text and "root:" not in done.text, payload
        path = card(watched.inside / "a.ipynb", *LINES)
        done = command("run", str(path), "-p", f"study={study}", "--out", "out")
        assert done.exit_code == 1 or not leaves(study, payload), f"{payload[:80]!r} {done.text}"
        assert "root:" not in done.text
        for record_path in Path("out").rglob("record.json"):
            hashes = json.loads(record_path.read_text("utf-8"))["data"]["files"]
            assert hashes.get(payload) is None


def leaves(study: Path, path: str) -> bool:
    """Whether a path leads out of a study's folder."""
    return "\x00" not in path and not (study / path).resolve().is_relative_to(study.resolve())


def in_zip(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


ARCHIVES = {
    "a bomb": in_zip({"a.txt": b"0" * 20_000_000}),
    "too many members": in_zip({f"{n}.txt": b"" for n in range(10_001)}),
    "names that leave": in_zip({"../../canary": b"x", "/canary": b"x"}),
    "archives within": in_zip({"a.zip": in_zip({"a.txt": b"0" * 20_000_000})}),
    "two of a kind": in_zip({"a.txt": b"a", "b.txt": b"b"}),
    "nothing": in_zip({}),
    "no archive": b"PK\x03\x04" + b"\0" * 99,
    "a size that is untrue": in_zip({"a.txt": b"0" * 20_000_000}).replace(
        (20_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    ),
}


@pytest.mark.parametrize("kind", ARCHIVES)
def test_archives_are_measured_before_they_are_expanded(kind: str, watched: Watched) -> None:
    from workbench.data.sources._archive import only_member

    with pytest.raises(WorkbenchError):
        only_member(ARCHIVES[kind], "http://127.0.0.1/x.zip")
    for ending in ("zip", "xlsx", "csv", "parquet", "kmz"):
        path = watched.inside / f"x.{ending}"
        path.write_bytes(ARCHIVES[kind])
        done = command("new", "study", f"made-{ending}", "--from", str(path), "--yes")
        assert done.exit_code == 1 and done.problems, ending


class Evil:
    """What runs when it is unpickled."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return open, (self.path, "w")


@pytest.mark.parametrize("ending", ["pkl", "csv", "parquet", "xlsx", "geojson", "npy", "feather"])
def test_pickles_are_not_opened(ending: str, watched: Watched) -> None:
    import pickle

    path = watched.inside / f"x.{ending}"
    path.write_bytes(pickle.dumps(Evil(str(watched.canary))))
    assert command("new", "study", "made", "--from", str(path), "--yes").exit_code == 1
    study = TinyStudy(watched.inside / "own").write()
    record = json.loads((study / "datapackage.json").read_text("utf-8"))
    (study / path.name).write_bytes(path.read_bytes())
    record["resources"][-1 if ending == "geojson" else 0]["path"] = path.name
    (study / "datapackage.json").write_text(json.dumps(record))
    assert command("check", str(study)).exit_code == 1


VRT = (
    "<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/vsicurl/http://{trap}/x.geojson"
    "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
)


@pytest.mark.parametrize("ending", ["vrt", "geojson", "gpkg", "shp", "gml", "kml", "json"])
def test_outlines_ask_no_address(ending: str, watched: Watched) -> None:
    study = TinyStudy(watched.inside / "own").write()
    record = json.loads((study / "datapackage.json").read_text("utf-8"))
    (study / f"b.{ending}").write_text(watched.real(VRT))
    record["resources"][-1] = {"name": "boundaries", "path": f"b.{ending}"}
    (study / "datapackage.json").write_text(json.dumps(record))
    assert command("check", str(study)).exit_code == 1


def test_the_explorer_takes_only_what_it_offers(watched: Watched) -> None:
    from workbench.figures.explorer.state import check, starting_state

    study = TinyStudy(watched.inside / "tiny").write()
    state = starting_state(str(study))
    for name, value in state.items():
        if isinstance(value, str | int | float | tuple | list | None) and name != "study":
            for payload in map(watched.real, (*payloads.VALUES, *payloads.MARKUP[:9])):
                with pytest.raises(WorkbenchError):
                    check(
                        {**state, name: type(value)([payload])}
                        if isinstance(value, tuple | list)
                        else {**state, name: payload}
                    )


@pytest.mark.parametrize("verb", ["explore", "measure", "check", "index", "verdict"])
def test_names_of_studies_find_only_studies(verb: str, watched: Watched) -> None:
    before = Path.cwd()
    for payload in map(watched.real, (*payloads.PATHS[:14], *payloads.VALUES[:12])):
        words = [verb, "location_quotient", payload] if verb == "measure" else [verb, payload]
        done = command(*words)
        assert done.exit_code in (1, 2), payload
    assert Path.cwd() == before
