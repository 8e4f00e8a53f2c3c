"""Where do regions lie: outlines, their areas, their neighbours."""

from workbench.data.geography.areas import area_problems, areas
from workbench.data.geography.neighbours import Neighbours, neighbours
from workbench.data.geography.outlines import island_problems, outline_problems, read_outlines

__all__ = [
    "Neighbours",
    "area_problems",
    "areas",
    "island_problems",
    "neighbours",
    "outline_problems",
    "read_outlines",
]
