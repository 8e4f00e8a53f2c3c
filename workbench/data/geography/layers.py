"""Which layer holds the outlines: files of three formats, told apart by what is in them.

The drivers for geographic files can follow references inside a file, even over a network. So a
file is opened only when its first bytes are those of a format on a short list.
"""

from __future__ import annotations

import shutil
import tempfile
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.data.geography.geojson import FORMATS, Layer, cannot_read, read_geojson
from workbench.data.geography.shapefiles import shapefile_problems, sidecar
from workbench.data.reading import Layout
from workbench.errors import Problem, StudyError, listed, quoted, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

SHAPEFILE, GEOPACKAGE, GEOJSON = "ESRI Shapefile", "GPKG", "GeoJSON"
SUFFIXES = {
    ".shp": SHAPEFILE,
    ".gpkg": GEOPACKAGE,
    ".geojson": GEOJSON,
    ".json": GEOJSON,
}
SHP_START = b"\x00\x00\x27\x0a"
SQLITE_START, GPKG_MARKS = b"SQLite format 3\x00", (b"GPKG", b"GP10", b"GP11")
ASKED = ("GPKG", "ESRI Shapefile")
ANY_BYTES = "ISO-8859-1"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_layer(path: Path, layout: Layout) -> Layer:
    """The layer of a file as it stands, or None, and what is wrong with the file."""
    try:
        kind = _kind(path)
        if kind == GEOJSON:
            return read_geojson(path, layout)
        if kind == SHAPEFILE:
            return _read_shapefile(path, layout)
        return _read(path, layer=_layer(path, layout))
    except StudyError as error:
        return None, list(error.problems)


def _kind(path: Path) -> str:
    """The format of a file by its first bytes, which its name must not contradict."""
    if not path.is_file():
        raise StudyError(cannot_read(str(path), "there is no such file; addresses are not read"))
    with path.open("rb") as stream:
        start = stream.read(4096)
    kind = _kind_of(start)
    if kind is None:
        raise StudyError(cannot_read(str(path), _strange(start, path), remedy=_way_out(path)))
    if SUFFIXES.get(path.suffix.lower()) != kind:
        suffix = next(end for end, format_ in SUFFIXES.items() if format_ == kind)
        why = f"its name ends in {path.suffix or 'nothing'}, but it is a {kind} file"
        raise StudyError(
            cannot_read(str(path), why, remedy=f"rename it to {path.with_suffix(suffix).name}")
        )
    return kind


def _kind_of(start: bytes) -> str | None:
    if start.startswith(SHP_START):
        return SHAPEFILE
    if start.startswith(SQLITE_START) and start[68:72] in GPKG_MARKS:
        return GEOPACKAGE
    if start.startswith(UTF_16) or start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return GEOJSON
    return None


def _strange(start: bytes, path: Path) -> str:
    """What a file is that is none of the formats."""
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not text:
        return "it is empty"
    if text.startswith((b"<!doctype html", b"<html")):
        return "it is a web page; the download failed"
    if text.startswith(b"<"):
        return "it is an XML file (KML, GML or a list of other files)"
    if text.startswith(b"pk"):
        return "it is a zip archive"
    if path.suffix.lower() in SUFFIXES:
        return f"its content is not that of a {SUFFIXES[path.suffix.lower()]} file"
    return f"files that end in {path.suffix or 'nothing'} are not read"


def _way_out(path: Path) -> str:
    if path.suffix.lower() in (".zip", ".rar", ".7z", ".gz"):
        return "unpack the archive, and name the .shp, .gpkg or .geojson in it"
    if path.suffix.lower() in (".dbf", ".shx", ".prj", ".cpg", ".sbn"):
        return f"name the file {path.stem}.shp; the others are read with it"
    return f"save the layer as one of {FORMATS} (QGIS: Export, Save Features As)"


def _layer(path: Path, layout: Layout) -> str:
    """The layer of a GeoPackage that has shapes; where there are several it must be named."""
    import pyogrio

    try:
        found = [str(name) for name, kind in pyogrio.list_layers(path.resolve()) if kind]
    except RuntimeError as error:
        raise StudyError(cannot_read(str(path), "the GeoPackage is damaged")) from error
    if layout.sheet in found:
        return str(layout.sheet)
    if layout.sheet is None and len(found) == 1:
        return found[0]
    if layout.sheet is None and found:
        raise StudyError(
            Problem(
                "CLW-G26",
                f"the file has {len(found)} layers with shapes: {listed(found)}",
                file=str(path),
                value=listed(found),
                expected="one layer, named",
                remedy=f"--read sheet={found[0]}",
            )
        )
    remedy = f"--read sheet={found[0]}" if found else "name a file that has a layer with shapes"
    raise StudyError(
        unknown("CLW-G26", "layer with shapes called", layout.sheet or "", found,
                file=str(path), remedy=remedy)
    )  # fmt: skip


def _read_shapefile(path: Path, layout: Layout) -> Layer:
    problems = list(shapefile_problems(path, layout))
    if any(problem.code != "CLW-G13" for problem in problems):
        return None, problems
    is_unreadable = any(not problem.is_warning for problem in problems)
    asked = ANY_BYTES if is_unreadable else layout.encoding  # so that the rest is told too
    encoding = {"encoding": asked} if asked else {}
    if not layout.restore_shx:
        layer, told = _read(path, **encoding)
        return layer, problems + told
    with _restored(path) as copy:
        layer, told = _read(copy, file=str(path), **encoding)
    return layer, problems + told


@contextmanager
def _restored(path: Path) -> Iterator[Path]:
    """A copy of a shapefile whose index is being rebuilt; the user's own folder stays as it is."""
    import pyogrio

    with tempfile.TemporaryDirectory() as folder:
        for suffix in (".shp", ".dbf", ".prj", ".cpg"):
            beside = sidecar(path, suffix)
            if beside is not None:
                shutil.copy(beside, Path(folder, f"outlines{suffix}"))
        pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": True})
        try:
            yield Path(folder, "outlines.shp")
        finally:
            pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": None})


def _read(path: Path, file: str | None = None, **options: Any) -> Layer:
    """A layer through its driver; what the driver remarks is told."""
    import pyogrio

    file = file or str(path)
    with warnings.catch_warnings(record=True) as remarks:
        warnings.simplefilter("always")
        try:
            driver = pyogrio.read_info(path.resolve(), **options)["driver"]
            layer = pyogrio.read_dataframe(path.resolve(), on_invalid="warn", **options)
        except UnicodeDecodeError as error:
            return None, [_cut(error, file)]
        except (RuntimeError, ValueError, LookupError) as error:
            return None, [cannot_read(file, str(error).replace(str(path.resolve()), path.name))]
    if driver not in ASKED:
        return None, [cannot_read(file, f"it was taken for a {driver} file")]
    if "geometry" not in layer:
        return None, [cannot_read(file, "its table has no shapes")]
    texts = dict.fromkeys(str(remark.message) for remark in remarks)
    return layer, [_remark(text, file) for text in texts]


def _cut(error: UnicodeDecodeError, file: str) -> Problem:
    """The problem of text that ends within a character, as fields of fixed width may cut it."""
    text = error.object.decode(error.encoding, errors="replace")
    return Problem(
        "CLW-G13",
        f"the text {quoted(text)} is cut within a character, or is not {error.encoding}",
        file=file,
        value=text,
        expected=f"whole characters in {error.encoding}",
        remedy="widen the column, or save the layer as a GeoPackage",
    )


def _remark(text: str, file: str) -> Problem:
    return Problem(
        "CLW-G01",
        f"the reader of outlines remarks: {text}",
        file=file,
        expected="a file that reads without remarks",
        remedy="look at the outlines on a map before you rely on them",
        is_warning=True,
    )
