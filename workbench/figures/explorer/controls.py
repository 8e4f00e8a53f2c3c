"""Which knobs does the explorer have, and what happens when one is turned: a thin shell of widgets.

A change becomes a new state; what is drawn comes from the pure functions beside. Only what a
change touches is drawn again. Nothing that a user types is executed: every box is a choice or a
number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import ipywidgets as widgets
from IPython.display import HTML, DisplayHandle, display

from workbench.errors import Problem, WorkbenchError, as_html
from workbench.figures.explorer import pages, pictures
from workbench.figures.explorer.state import CARD, CHOSEN, State, check, choices, moved

LISTS = ("controls", "fixed_effects")
ROWS = 5
FITTED = (*pictures.DEPENDS, "controls", "fixed_effects", "smallest_effect")


class Explorer:
    """The explorer of one state, shown as the last line of a cell.

    Parameters
    ----------
    state
        A dict with every parameter of `state.CARD`.

    Raises
    ------
    ParameterError
        If something in the state is missing, mistyped or no choice; all at once.
    """

    def __init__(self, state: Mapping[str, Any]) -> None:
        check(state)
        self.state: State = dict(state)
        self.notes: list[str] = []
        self.boxes = {name: _box(name) for name in CARD}
        self.layers = {name: widgets.HTML() for name in pages.LAYERS}
        self.still: DisplayHandle | None = None
        self._drawn: dict[str, tuple[object, ...]] = {}
        self._pictures: dict[str, pictures.Picture | None] = {}
        self._is_quiet = False
        self._offer()
        self._draw()
        for name, box in self.boxes.items():
            box.observe(self._turned(name), "value")
        self.page = _page(self.boxes, self.layers)

    def _ipython_display_(self) -> None:
        """Show the widgets and, for a notebook that is opened without them, a still picture."""
        display(self.page)  # type: ignore[no-untyped-call]
        self.still = display(_html(self.still_page()), display_id=True)  # type: ignore[no-untyped-call]

    def still_page(self) -> str:
        """What is seen now, without anything to turn."""
        parts = [pages.note(self.notes), *(self.layers[name].value for name in pages.STILL)]
        return pages.still(parts)

    def turn(self, **changes: Any) -> None:
        """Set parameters, as the boxes do.

        Raises
        ------
        ParameterError
            If a value is no choice; nothing is changed then.
        """
        state, notes = dict(self.state), list[str]()
        if "study" in changes:
            state, notes = moved(state, changes.pop("study"))
        state |= changes
        check(state)
        self.state, self.notes = state, notes
        self._offer()
        self._draw()
        if self.still is not None:
            self.still.update(_html(self.still_page()))  # type: ignore[no-untyped-call]

    def _turned(self, name: str) -> Callable[[Any], None]:
        def act(change: Any) -> None:
            if self._is_quiet:
                return
            value = self._plain(name, change["new"])
            try:
                self.turn(**{name: value})
            except WorkbenchError as error:
                self.layers["notes"].value = as_html(error.problems)

        return act

    def _plain(self, name: str, value: Any) -> Any:
        """What a box holds, as the state holds it; a region is known there by its code."""
        if name == "region":
            codes = {label: code for code, label in choices(self.state["study"])[name].items()}
            return codes.get(value, "")
        return list(value) if name in LISTS else value

    @contextmanager
    def _quiet(self) -> Iterator[None]:
        """While boxes are set by us, what they say is no wish of the user."""
        self._is_quiet = True
        try:
            yield
        finally:
            self._is_quiet = False

    def _offer(self) -> None:
        """Put the study's choices, and what is chosen, into the boxes."""
        can = choices(self.state["study"])
        with self._quiet():
            for name, box in self.boxes.items():
                if name in CHOSEN:
                    _choose(name, box, can[name], self.state[name])
                elif box.value != self.state[name]:
                    box.value = self.state[name]

    def _draw(self) -> None:
        """Draw what has changed since it was last drawn."""
        self.layers["notes"].value = pages.note(self.notes)
        state = self.state
        if self._is_new("pictures", pictures.DEPENDS):
            self._picture("map", pictures.map_of)
            self._picture("scatter", pictures.scatter_of)
        if self._is_new("regression", FITTED):
            self.layers["regression"].value = _told(lambda: pages.regression(state))
            self.layers["copies"].value = _told(lambda: pages.copies(state))
        for name, picture in self._pictures.items():
            marks = picture.marks(state["region"]) if picture else ""
            self.layers[f"{name}_marks"].value = marks

    def _picture(self, name: str, draw: Callable[[State], pictures.Picture]) -> None:
        try:
            picture = draw(self.state)
        except WorkbenchError as error:
            self._pictures[name] = None
            self.layers[f"{name}_picture"].value = as_html(error.problems)
            self.layers[f"{name}_shapes"].value = ""
            return
        self._pictures[name] = picture
        self.layers[f"{name}_picture"].value = picture.base()
        if name == "map":
            self.layers["map_shapes"].value = picture.shapes()

    def _is_new(self, part: str, depends: tuple[str, ...]) -> bool:
        key = tuple(str(self.state[name]) for name in depends)
        is_new = self._drawn.get(part) != key
        self._drawn[part] = key
        return is_new


def _html(text: str) -> HTML:
    return HTML(text)  # type: ignore[no-untyped-call]


def _told(make: Callable[[], str]) -> str:
    """A part of the page, or the problems that keep it from being made."""
    try:
        return make()
    except WorkbenchError as error:
        return as_html(error.problems)
    except Exception as error:
        text = f"the workbench itself failed: {type(error).__name__}: {error}"
        return as_html([Problem("CLW-R99", text, remedy="choose otherwise, and report it")])


def _box(name: str) -> Any:
    """The box in which a parameter is chosen."""
    title = name.replace("_", " ")
    common: dict[str, Any] = {
        "description": title,
        "description_allow_html": False,
        "tooltip": CARD[name].meaning,
        "style": {"description_width": "8em"},
        "layout": widgets.Layout(width="24em"),
    }
    if name == "region":
        box: Any = widgets.Combobox(ensure_option=True, continuous_update=False, **common)
        box.placeholder = "a name, or click in the map"
    elif name in LISTS:
        box = widgets.SelectMultiple(rows=ROWS, **common)
    elif name in CHOSEN:
        box = widgets.Dropdown(**common)
    else:
        box = widgets.BoundedFloatText(min=0, max=1e6, step=0.5, **common)
    box.add_class(f"workbench-{name.replace('_', '-')}")
    return box


def _choose(name: str, box: Any, can: Mapping[Any, str], value: Any) -> None:
    """Set what a box offers, where that has changed, and what is chosen in it."""
    if name == "region":
        options: Any = tuple(label for code, label in can.items() if code)
        wanted: Any = can[value]
    else:
        options = tuple((label, own) for own, label in can.items())
        wanted = tuple(value) if name in LISTS else value
    if box.options != options:
        if name == "region":
            box.value = ""
        box.options = options
    if name != "region" and not options:
        return
    if box.value != wanted:
        box.value = wanted


def _page(boxes: Mapping[str, Any], layers: Mapping[str, Any]) -> Any:
    """Everything in its place."""
    knobs = widgets.VBox([boxes[name] for name in CARD])
    stacks = []
    for name in ("map", "scatter"):
        kinds = ("picture", "shapes", "marks")
        stack = widgets.Box([layers[f"{name}_{kind}"] for kind in kinds])
        stack.add_class("workbench-stack")
        stack.add_class(f"workbench-{name}")
        stacks.append(stack)
    views = widgets.Box(stacks)
    views.add_class("workbench-views")
    told = widgets.VBox([layers["notes"], views, layers["regression"], layers["copies"]])
    told.add_class("workbench-told")
    page = widgets.Box([widgets.HTML(pages.STYLE), knobs, told])
    page.add_class("workbench-explorer")
    return page
