"""Room 5, models: a panel, a formula, a fit."""

from workbench.models.estimate import Fit, fit
from workbench.models.formula import Formula, parse
from workbench.models.panels import available_columns, panel, panel_for

__all__ = ["Fit", "Formula", "available_columns", "fit", "panel", "panel_for", "parse"]
