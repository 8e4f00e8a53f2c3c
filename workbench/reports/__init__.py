"""Room 9, reports: a notebook in, checked and run; one page that opens anywhere out."""

from workbench.reports.binding import bind
from workbench.reports.notebook import notebooks
from workbench.reports.parameters import Card, Parameter, read_card
from workbench.reports.running import Report, parse_assignments, run

__all__ = [
    "Card",
    "Parameter",
    "Report",
    "bind",
    "notebooks",
    "parse_assignments",
    "read_card",
    "run",
]
