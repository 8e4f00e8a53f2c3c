"""Room 9, reports: a notebook in, checked and run; one page that opens anywhere out."""

from workbench.reports.batch import BatchReport, Manner, batch
from workbench.reports.binding import bind
from workbench.reports.form import Form
from workbench.reports.notebook import notebooks
from workbench.reports.parameter_file import read_parameters
from workbench.reports.parameters import Card, Parameter, read_card
from workbench.reports.running import Report, parse_assignments, run

__all__ = [
    "BatchReport",
    "Card",
    "Form",
    "Manner",
    "Parameter",
    "Report",
    "batch",
    "bind",
    "notebooks",
    "parse_assignments",
    "read_card",
    "read_parameters",
    "run",
]
