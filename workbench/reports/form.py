"""How does one fill in a card without writing code: a form of widgets, one box a parameter."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from workbench.errors import WorkbenchError, as_html
from workbench.reports._plain import Plain, in_words
from workbench.reports.binding import bind
from workbench.reports.over import allowed
from workbench.reports.parameters import Card, Parameter, read_card
from workbench.reports.running import Report, run

WIDE = "30em"


class Form:
    """A notebook's card as boxes to fill in, shown as the last line of a cell.

    Parameters
    ----------
    notebook
        A shelf name or the path of a notebook.

    Examples
    --------
    >>> form = Form("density_and_competitiveness")
    >>> form.boxes["seed"].value = "7"
    >>> form.values["seed"]
    7
    """

    def __init__(self, notebook: str | Path) -> None:
        import ipywidgets as widgets

        self.card = read_card(notebook)
        self.boxes = {
            name: _box(self.card, parameter)
            for name, parameter in self.card.parameters.items()
            if parameter.kind is not None
        }
        self._shown = {name: box.value for name, box in self.boxes.items()}
        self.told = widgets.HTML()
        self.report: Report | None = None
        button = widgets.Button(description="Run", button_style="primary")
        button.on_click(self._run)
        self.page = widgets.VBox([*self.boxes.values(), button, self.told])

    @property
    def values(self) -> dict[str, Plain]:
        """The values as they are filled in, checked.

        Raises
        ------
        ParameterError
            With everything that is wrong with them.
        """
        return bind(self.card, self.given)

    @property
    def given(self) -> dict[str, object]:
        """What has been changed; a box left as it was means the notebook's own default."""
        return {
            name: box.value for name, box in self.boxes.items() if box.value != self._shown[name]
        }

    def _run(self, _: object) -> None:
        try:
            self.report = run(self.card.notebook, self.given, progress=False)
        except WorkbenchError as error:
            self.told.value = as_html(error.problems)
        else:
            self.told.value = f"<p>{_escaped(self.report.page)}</p>"

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(self.page)  # type: ignore[no-untyped-call]


def _box(card: Card, parameter: Parameter) -> Any:
    """A choice where the card lists what is allowed, a line of text elsewhere."""
    import ipywidgets as widgets

    common: dict[str, Any] = {
        "description": parameter.name.replace("_", " "),
        "description_allow_html": False,
        "tooltip": parameter.description,
        "style": {"description_width": "10em"},
        "layout": widgets.Layout(width=WIDE),
    }
    can = _choices(card, parameter)
    default = "" if parameter.is_required else parameter.default
    if parameter.kind is not None and parameter.kind.base == "bool" and not parameter.kind.is_list:
        return widgets.Checkbox(value=bool(default), indent=True, **common)
    shown = "" if default in ("", None, []) else _line(default)
    if can and parameter.kind is not None and not parameter.kind.is_list:
        nothing = [""] if parameter.kind.is_optional else []
        options = list(dict.fromkeys([shown, *nothing, *map(str, can)]))
        return widgets.Dropdown(options=options, value=shown, **common)
    return widgets.Text(value=shown, placeholder=parameter.description, **common)


def _line(default: Plain) -> str:
    """A default as it is written on the command line."""
    return ",".join(map(str, default)) if isinstance(default, list) else in_words(default)


def _choices(card: Card, parameter: Parameter) -> Sequence[object]:
    try:
        return allowed(card, parameter)
    except WorkbenchError:  # no closed list, or a study that cannot be read: a line of text
        return ()


def _escaped(text: object) -> str:
    from html import escape

    return escape(str(text))
