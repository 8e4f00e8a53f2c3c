"""F18: 100 MB of output; page and notebook hold the beginning and a note of how much is left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.faults.bench import RUN, Bench, ran
from tests.faults.trying import Found, Try

TITLE = "100 MB of printed output"
LEAST = 8
MEGABYTE = 1_000_000
MOST = 3 * MEGABYTE  # of the whole report
NOTE = "more characters are not shown"
WAYS = {
    "one line": "print('x' * 100_000_000)",
    "many lines": "for _ in range(100): print(('x' * 99 + chr(10)) * 10_000)",
    "to standard error": "print('x' * 100_000_000, file=sys.stderr)",
    "by another program": "import subprocess; subprocess.run('yes | head -c 100000000', shell=True)",
    "as a value": "from IPython.display import display; display('x' * 100_000_000)",
    "as HTML": "from IPython.display import HTML, display; display(HTML('<p>x</p>' * 12_500_000))",
    "as markdown": "from IPython.display import Markdown, display; display(Markdown('x ' * 50_000_000))",
    "as an error": "raise ValueError('x' * 100_000_000)",
}


def tries(bench: Bench) -> Iterator[Try]:
    for way in WAYS:
        yield _one(bench, way)


def _one(bench: Bench, way: str) -> Try:
    what = f"100 MB {way}"

    def call(folder: Path) -> Found:
        path = bench.here(folder, [3, "between"], WAYS[way])
        ended = ran(path, folder / "out")
        has_failed = way == "as an error"
        final = folder / "out" / "tiny" / (f"{RUN}.failed" if has_failed else RUN)
        size = sum(file.stat().st_size for file in final.rglob("*") if file.is_file())
        lacks = [
            "" if ended.is_done is not has_failed else f"it ended so: {ended.text[:300]}",
            "" if size < MOST else f"the report has {size:,} bytes",
            "" if NOTE in (final / "notebook.ipynb").read_text("utf-8") else "without a note",
            "" if len(ended.text) < MEGABYTE // 100 else "the message is endless",
        ]
        return Found(what, ended.is_done and has_failed, lacks="; ".join(filter(None, lacks)))

    return Try(what, call)
