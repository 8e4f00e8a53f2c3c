"""F8: what was kept from last time is spoilt; it is found by its checksum, made anew, never used."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

from tests.faults.bench import RUN, Bench, Ended, judged, no_kernel, without_cells
from tests.faults.publishing import asked, publishing, warmed
from tests.faults.trying import Found, Try
from workbench.errors import WorkbenchError
from workbench.reports.members import KEPT, OK, Member, attempt

TITLE = "corrupt cache"
LEAST = 60
WAYS: dict[str, Callable[[bytes], bytes | None]] = {
    "one bit turned": lambda raw: raw[:-2] + bytes([raw[-2] ^ 1]) + raw[-1:],
    "cut in half": lambda raw: raw[: len(raw) // 2],
    "empty": lambda _: b"",
    "gone": lambda _: None,
    "a web page instead": lambda _: b"<html>sign in</html>",
    "bytes added": lambda raw: raw + b"\0",
}
RECORDS = {
    "a list": lambda _: [],
    "without hashes": lambda record: {k: v for k, v in record.items() if k != "outputs"},
    "hashes of another kind": lambda record: record | {"outputs": ["index.html"]},
    "a failed run": lambda record: record | {"status": "failed"},
    "another notebook": lambda record: record | {"notebook": {"name": "tiny", "sha256": "0"}},
    "other parameters": lambda record: record | {"parameters": {}},
    "another version": lambda record: record | {"workbench": {"version": "0", "sha256": "0"}},
    "formats of another kind": lambda record: record | {"formats": 3},
    "a file outside": lambda record: record | {"outputs": {"../../../etc/passwd": "0"}},
}


def tries(bench: Bench) -> Iterator[Try]:
    warmed()
    for name, way in product(sorted(bench.clean), WAYS):
        if not (name == "record.json" and way in ("one bit turned", "bytes added")):
            yield _report(bench, f"{name} of a kept report: {way}", name, WAYS[way])
    for way, change in RECORDS.items():
        yield _report(bench, f"record of a kept report: {way}", "record.json", _changed(change))
    for way, change in WAYS.items():
        yield _reply(f"a publisher's kept reply: {way}", "*.reply", change)
        yield _reply(f"the record of a kept reply: {way}", "*.json", change)


def _changed(change: Callable[[dict], object]) -> Callable[[bytes], bytes]:  # type: ignore[type-arg]
    return lambda raw: json.dumps(change(json.loads(raw))).encode()


def _report(bench: Bench, what: str, name: str, way: Callable[[bytes], bytes | None]) -> Try:
    def call(folder: Path) -> Found:
        path, final = bench.here(folder), bench.good(folder / "out")
        member = Member(0, "", str(path), {}, str(folder / "out"), is_resumed=True)
        with without_cells(bench):
            whole = attempt(member, [no_kernel])
            content = way((final / name).read_bytes())
            (final / name).unlink()
            if content is not None:
                (final / name).write_bytes(content)
            outcome = attempt(member, [no_kernel])
        lacks = "" if (whole.state, outcome.state) == (KEPT, OK) else f"{whole} {outcome}"
        found = judged(what, bench, folder / "out" / "tiny" / RUN, Ended((), 0), had_good=False)
        return Found(what, found.is_false, False, lacks or found.lacks)

    return Try(what, call)


def _reply(what: str, pattern: str, way: Callable[[bytes], bytes | None]) -> Try:
    """Without the network a spoilt reply is told; with it, it is fetched anew."""

    def call(folder: Path) -> Found:
        with publishing() as bank:
            good = asked(bank, folder, "first")
            path = max(folder.glob(f"cache/**/{pattern}"), key=lambda one: one.stat().st_size)
            content = way(path.read_bytes())
            path.unlink()
            if content is not None:
                path.write_bytes(content)
            try:
                asked(bank, folder, "second", is_online=False)
                is_used = content is None or path.read_bytes() != b""
            except WorkbenchError as error:
                is_used = False
                told = all(problem.remedy for problem in error.problems)
            again = asked(bank, folder, "third")
        is_same = again.rows == good.rows
        lacks = "" if is_same and not is_used and told else f"used {is_used}, same {is_same}"
        return Found(what, is_used, lacks=lacks)

    return Try(what, call)
