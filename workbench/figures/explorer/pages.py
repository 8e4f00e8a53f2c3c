"""What does the explorer write beside its pictures: the verdict, the table, what to copy.

Everything is text that was escaped; no part of it comes from a user but names that stand in a
study.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from workbench.figures.exhibit import TableExhibit
from workbench.figures.explorer.answers import regression_of
from workbench.figures.explorer.copying import as_code, as_command
from workbench.figures.explorer.state import study_of

LAYERS = (
    "notes",
    *(f"{name}_{kind}" for name in ("map", "scatter") for kind in ("picture", "shapes", "marks")),
    "regression",
    "copies",
)
# A notebook that is opened without a kernel shows these.
STILL = ("map_picture", "scatter_picture", "regression", "copies")
COPY = (
    "const box = this.parentElement.querySelector('textarea');"
    "box.select(); document.execCommand('copy');"
)
# Live widgets hide the still picture; where they are gone, so is this, and it is seen.
STYLE = """<style>
.workbench-still { display: none; }
.workbench-explorer { display: flex; flex-flow: row wrap; gap: 1em; align-items: flex-start; }
.workbench-told { flex: 1 1 40em; min-width: 20em; overflow: visible; }
.workbench-views { display: flex; flex-flow: row wrap; gap: 0.5em; overflow: visible; }
.workbench-stack { position: relative; flex: 1 1 26em; max-width: 42em; overflow: visible; }
.workbench-stack > * { width: 100%; margin: 0; }
.workbench-stack > * + * { position: absolute; top: 0; left: 0; right: 0; }
.workbench-stack > :last-child { pointer-events: none; }
.workbench-stack .widget-html-content, .workbench-stack svg { display: block; width: 100%; }
.workbench-explorer .widget-html-content { line-height: 1.45; }
.workbench-shapes [data-region] { fill: transparent; cursor: pointer; }
.workbench-shapes [data-region]:hover { stroke: #b3501f; stroke-width: 1.5; }
.workbench-marks circle { fill: none; stroke: #b3501f; stroke-width: 2.2; }
.workbench-marks text { font: bold 13px sans-serif; fill: #7a3008; stroke: #ffffff;
  stroke-width: 3px; paint-order: stroke; }
.workbench-verdict { font-size: 1.15em; }
.workbench-copies textarea { width: 100%; font-family: monospace; font-size: 0.9em; }
.workbench-table { overflow-x: auto; }
.workbench-table td, .workbench-table th { padding: 0.1em 0.7em; text-align: right; }
.workbench-table td:first-child, .workbench-table th:first-child { text-align: left; }
</style>"""


def regression(state: Mapping[str, Any]) -> str:
    """The verdict, what the effect means, the coefficients, and what to beware of, as HTML.

    Raises
    ------
    WorkbenchError
        As `regression_of` does.
    """
    found = regression_of(state)
    fit = found.fit
    columns = ["term", "estimate", "std_error", "p_value", "low", "high"]
    table = TableExhibit(
        fit.coefficients.reset_index()[columns],
        name="coefficients",
        caption=fit.formula,
        units="as in the formula",
        source=study_of(state["study"]).source,
    )
    first, *rest = found.reasons
    warned = [f"Beware: {text}." for text in fit.warnings if text not in rest]
    below = "".join(f"<p>{_safe(text)}</p>" for text in (*found.effects, *rest, *warned))
    return (
        f'<section class="workbench-regression" data-verdict="{_safe(found.verdict)}">'
        f'<p class="workbench-verdict">{_safe(first)}</p>'
        f'<p><code class="workbench-formula">{_safe(fit.formula)}</code>: {fit.n_used:,} rows; '
        f"standard errors {_safe(fit.standard_errors)}; intervals of 95 %.</p>"
        f'<div class="workbench-table">{table.as_html()}</div>{below}'
        f"<p>Source: {_safe(table.source)}.</p></section>"
    )


def copies(state: Mapping[str, Any]) -> str:
    """The state as a cell and as a command, each in a box to copy from.

    Raises
    ------
    WorkbenchError
        As `as_code` does.
    """
    both = (("code", as_code(state)), ("parameters", as_command(state)))
    return f'<div class="workbench-copies">{"".join(_copy(*one) for one in both)}</div>'


def _copy(kind: str, text: str) -> str:
    rows = text.count("\n") + 1
    return (
        f'<div><button type="button" onclick="{_safe(COPY)}">copy as {kind}</button>'
        f'<textarea class="workbench-as-{kind}" readonly rows="{rows}" '
        f'aria-label="as {kind}">{_safe(text)}</textarea></div>'
    )


def note(notes: Sequence[str]) -> str:
    """What had to be reset, as HTML that screen readers say."""
    told = "".join(f"<p>{_safe(text)}</p>" for text in notes)
    return f'<div class="workbench-notes" role="status">{told}</div>' if told else ""


def still(parts: Sequence[str]) -> str:
    """A page that needs no kernel; live widgets on the same page hide it."""
    return f'<div class="workbench-still">{"".join(parts)}</div>'


def _safe(text: object) -> str:
    return html.escape(str(text), quote=True)
