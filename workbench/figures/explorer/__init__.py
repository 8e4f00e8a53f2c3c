"""What if we had asked otherwise: turn the parameters of a question and see what becomes of it.

A map, a scatter and a regression of one state stand side by side; a region clicked in the map is
marked in the scatter. The state is a plain dict, and what is shown can be copied as code or as a
command. The widgets are a thin shell and are loaded when they are first asked for.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from workbench.figures.explorer.answers import Regression, panel_of, question_of, regression_of
from workbench.figures.explorer.copying import as_code, as_command
from workbench.figures.explorer.pictures import Picture, map_of, scatter_of
from workbench.figures.explorer.state import CARD, State, check, choices, moved, starting_state

if TYPE_CHECKING:
    from workbench.figures.explorer.controls import Explorer

__all__ = [
    "CARD",
    "STUDY",
    "Picture",
    "Regression",
    "State",
    "as_code",
    "as_command",
    "check",
    "choices",
    "explore",
    "map_of",
    "moved",
    "panel_of",
    "question_of",
    "regression_of",
    "scatter_of",
    "starting_state",
]

STUDY = "us_metro_clusters"
NAMED = "WORKBENCH_EXPLORE"  # how `workbench explore` names the study to its page


def explore(study: str | None = None, **parameters: Any) -> Explorer:
    """Open the explorer, with the study's own question or with the parameters given.

    Parameters
    ----------
    study
        A study's name or folder; by default what `workbench explore` was given.
    parameters
        Any of `CARD`: outcome, measure, rule, year, controls, fixed_effects, smallest_effect,
        region.

    Returns
    -------
    The explorer, to stand in the last line of a cell; its `state` is a plain dict.

    Raises
    ------
    UnknownName
        If there is no such study.
    ParameterError
        For parameters that are unknown, mistyped or no choice of the study; all at once.
    """
    from workbench.figures.explorer.controls import Explorer

    name = study or os.environ.get(NAMED) or STUDY
    return Explorer(starting_state(name) | parameters)
