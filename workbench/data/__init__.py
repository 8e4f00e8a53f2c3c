"""Room 1, data: a study in, verified, as plain tables."""

from workbench.data.checking import CheckReport, check
from workbench.data.levels import at_level, regions_by_year
from workbench.data.loading import load
from workbench.data.question import Question
from workbench.data.study import Study, studies, studies_of_regions

__all__ = [
    "CheckReport",
    "Question",
    "Study",
    "at_level",
    "check",
    "load",
    "regions_by_year",
    "studies",
    "studies_of_regions",
]
