"""How long until the package is there: `import workbench` beside `import pandas`.

Both with compiled bytecode, as in every start but the first.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from functools import partial

from benchmarks.row import Row, in_turn

RUNS = 9
NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"
FIRST_WORK = "import workbench; workbench.load, workbench.measure, workbench.panel"


def rows() -> Iterator[Row]:
    """Seconds more than pandas, for the package alone and for its verbs."""
    for what, statement, limit in (
        ("import workbench", "import workbench", 0.3),
        ("import workbench, and the verbs load, measure and panel", FIRST_WORK, 0.3),
    ):
        pairs = in_turn(partial(_python, statement), partial(_python, "import pandas"), RUNS)
        ours, peer = (statistics.median(side) for side in zip(*pairs, strict=True))
        more = statistics.median(a - b for a, b in pairs)
        yield Row(what, ours, "import pandas", peer, more, limit, "seconds more")


def _python(statement: str) -> None:
    compiled = {name: value for name, value in os.environ.items() if name != NO_BYTECODE}
    subprocess.run([sys.executable, "-c", statement], check=True, env=compiled)
