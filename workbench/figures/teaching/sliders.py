"""How is a drawing turned by sliders, and what stays of it without them.

The state is a plain dict. A slider only picks one of its steps, so nothing that is typed is
executed; sliders can be moved with the arrow keys. Beside the widgets stands a still copy for
notebooks that are opened without a kernel; live widgets hide it.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.errors import ParameterError, unknown
from workbench.figures.exhibit import fingerprint
from workbench.figures.numbers import shown

if TYPE_CHECKING:
    from IPython.display import DisplayHandle

State = dict[str, float]
WIDGET = "application/vnd.jupyter.widget-view+json"


@dataclass(frozen=True)
class Knob:
    """One slider: what it is called, with its unit; its steps, in order; where it begins."""

    label: str
    steps: Sequence[float]
    start: float


@dataclass(frozen=True)
class Seen:
    """What one state shows: a drawing as SVG, the same in words, and the numbers behind both."""

    drawing: str
    words: str
    data: pd.DataFrame

    def as_text(self) -> str:
        """The words, with a fingerprint of the numbers."""
        rows, columns = self.data.shape
        size = f"data {rows} rows × {columns} columns"
        return f"{self.words}\n{size}, fingerprint {fingerprint(self.data)}"

    def as_html(self) -> str:
        """The drawing with its words, which screen readers say when they change."""
        said = f'<p role="status" aria-live="polite">{html.escape(self.words)}</p>'
        return f'<div style="max-width: 44em">{self.drawing}{said}</div>'


class Sliders:
    """A drawing with a slider for each of its numbers, to stand in the last line of a cell.

    Parameters
    ----------
    name
        Of the drawing, unlike that of any other on the page.
    knobs
        The sliders, by the name of their number.
    show
        From a state to what is seen.
    """

    def __init__(self, name: str, knobs: Mapping[str, Knob], show: Callable[[State], Seen]) -> None:
        import ipywidgets as widgets

        self.name, self._knobs, self._show = name, dict(knobs), show
        self.state: State = {key: knob.start for key, knob in knobs.items()}
        self.sliders: dict[str, Any] = {key: _slider(knob) for key, knob in knobs.items()}
        self.layer: Any = widgets.HTML()
        hides = widgets.HTML(f"<style>.{self._still_class} {{ display: none; }}</style>")
        self.page: Any = widgets.VBox([hides, *self.sliders.values(), self.layer])
        self.still: DisplayHandle | None = None
        self._is_quiet = False
        self._draw()
        for key, slider in self.sliders.items():
            slider.observe(self._turned(key), "value")

    def turn(self, **changes: float) -> None:
        """Set numbers, as the sliders do.

        Raises
        ------
        ParameterError
            If there is no such slider, or the number is none of its steps; all at once. Nothing
            is changed then.
        """
        problems = [
            unknown("CLW-P01", "slider", key, self._knobs)
            for key in changes
            if key not in self._knobs
        ]
        problems += [
            unknown("CLW-P07", f"{key} called", value, map(shown, self._knobs[key].steps))
            for key, value in changes.items()
            if key in self._knobs and value not in self._knobs[key].steps
        ]
        if problems:
            raise ParameterError(problems)
        self.state |= changes
        self._is_quiet = True
        for key in changes:
            self.sliders[key].value = self.state[key]
        self._is_quiet = False
        self._draw()

    def still_page(self) -> str:
        """What is seen now, without anything to turn."""
        return f'<div class="{self._still_class}">{self.seen.as_html()}</div>'

    def _ipython_display_(self) -> None:
        """Show the sliders, and a still copy for a notebook that is opened without them."""
        from IPython.display import display

        view = self.page._repr_mimebundle_()  # its text would be the code of every slider
        bundle = {"text/plain": f"Sliders: {self._labels}", WIDGET: view[WIDGET]}
        display(bundle, raw=True)  # type: ignore[no-untyped-call]
        self.still = display(self._still_bundle(), raw=True, display_id=True)  # type: ignore[no-untyped-call]

    def _draw(self) -> None:
        self.seen = self._show(dict(self.state))
        self.layer.value = self.seen.as_html()
        if self.still is not None:
            self.still.update(self._still_bundle(), raw=True)  # type: ignore[no-untyped-call]

    def _still_bundle(self) -> dict[str, str]:
        return {"text/plain": self.seen.as_text(), "text/html": self.still_page()}

    def _turned(self, key: str) -> Callable[[Any], None]:
        def act(change: Any) -> None:
            if not self._is_quiet:
                self.turn(**{key: change["new"]})

        return act

    @property
    def _labels(self) -> str:
        return "; ".join(knob.label for knob in self._knobs.values())

    @property
    def _still_class(self) -> str:
        return f"workbench-still-{self.name}"


def _slider(knob: Knob) -> Any:
    """A slider over the steps of a knob, with its label and its number to read."""
    import ipywidgets as widgets

    return widgets.SelectionSlider(
        options=[(shown(step), step) for step in knob.steps],
        value=knob.start,
        description=knob.label,
        description_allow_html=False,
        tooltip=knob.label,
        style={"description_width": "22em"},
        layout=widgets.Layout(width="44em", max_width="100%"),
    )
