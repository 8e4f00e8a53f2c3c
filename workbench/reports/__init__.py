"""Room 9, reports: a notebook in, checked and run; one page that opens anywhere out."""

from workbench.reports.batch import BatchReport, Manner, batch
from workbench.reports.binding import bind
from workbench.reports.notebook import notebooks
from workbench.reports.parameters import Card, Parameter, read_card
from workbench.reports.running import Report, parse_assignments, run

__all__ = [
    "BatchReport",
    "Card",
    "Manner",
    "Parameter",
    "Report",
    "batch",
    "bind",
    "notebooks",
    "parse_assignments",
    "read_card",
    "run",
]
