"""Which sheets does the watch over a cluster read: targets, what was seen, milestones, links."""

from __future__ import annotations

from workbench.data.tables import NUMBER, TABLES, TEXT, Table
from workbench.fieldwork._instrument import Sheet
from workbench.fieldwork.watching.example import HIGHER, LOWER

TARGETS = Sheet(
    Table(
        key=("indicator",),
        columns={
            "indicator": TEXT,
            "name": TEXT,
            "unit": TEXT,
            "direction": TEXT,
            "baseline": NUMBER,
            "baseline_period": NUMBER,
            "target": NUMBER,
            "target_period": NUMBER,
        },
        required=(
            "name",
            "unit",
            "direction",
            "baseline",
            "baseline_period",
            "target",
            "target_period",
        ),
    ),
    "one row an indicator that is watched",
    {
        "indicator": "a short code",
        "name": "what it is, as it stands on the page",
        "unit": "what it is counted in",
        "direction": "whether more or less of it is wanted",
        "baseline": "its value when the plan began",
        "baseline_period": "the year (or quarter, as 2024.25) of the baseline",
        "target": "the value that is wanted",
        "target_period": "by when",
    },
    {"direction": (HIGHER, LOWER)},
)
OBSERVATIONS = Sheet(
    Table(
        key=("indicator", "period"),
        columns={"indicator": TEXT, "period": NUMBER, "value": NUMBER},
        required=("value",),
        references={"indicator": "targets"},
    ),
    "one row a value that was seen",
    {
        "indicator": "its code in targets",
        "period": "the year, or the quarter as 2024.25",
        "value": "in the unit of targets",
    },
)
MILESTONES = Sheet(
    Table(
        key=("milestone",),
        columns={"milestone": TEXT, "due": NUMBER, "reached": NUMBER},
        required=("due", "reached"),
        non_negative=("due", "reached"),
    ),
    "one row a milestone of the plan",
    {
        "milestone": "what shall be reached",
        "due": "months since the beginning",
        "reached": "months since the beginning, empty while it is open",
    },
    is_needed=False,
)
LINKS = Sheet(
    TABLES["links"],
    "one row a relation between two actors in a year",
    {
        "source": "who gives or sells",
        "target": "who takes or buys",
        "kind": "of what kind it is",
        "year": "when it was seen",
        "strength": "0 none to 3 strong",
    },
    is_needed=False,
)
ACTORS = Sheet(
    TABLES["actors"],
    "one row a firm or institution",
    {"actor": "its code in links", "name": "its name"},
    is_needed=False,
)
SHEETS = {
    "targets": TARGETS,
    "observations": OBSERVATIONS,
    "milestones": MILESTONES,
    "links": LINKS,
    "actors": ACTORS,
}
