"""What do the codes about names that are not there mean."""

from workbench.codes._code import Code

CODES: dict[str, Code] = {
    "CLW-N01": Code(
        "no such study",
        "A study is named by its folder under data/, or given as the path of a folder that holds "
        "a datapackage.json. `workbench list studies` shows the names.",
    ),
    "CLW-N02": Code("no such measure", "`workbench list measures` shows the names."),
    "CLW-N03": Code(
        "no such variant or background",
        "A measure's variants are named ways of computing it; `workbench show MEASURE` lists them.",
    ),
    "CLW-N04": Code(
        "no such column",
        "The name is no column of the table, indicator or measure that this study has.",
    ),
    "CLW-N05": Code("no such table", "The study's datapackage.json lists its tables."),
    "CLW-N06": Code("no such year", "The table has no rows for that year."),
    "CLW-N07": Code("no such industry", "Industries are named by the codes in industries.csv."),
    "CLW-N08": Code("no such level", "Levels are those in the column level of regions.csv."),
    "CLW-N09": Code("no such notebook", "`workbench list notebooks` shows the names."),
    "CLW-N10": Code("no such shelf", "`workbench list` shows all shelves."),
    "CLW-N11": Code("nothing is called so", "No shelf holds the name, and no code is called so."),
    "CLW-N12": Code("no such rule", "`workbench list rules` shows the names."),
    "CLW-N14": Code("no such estimator", "`workbench list estimators` shows the names."),
    "CLW-N15": Code("no such attack", "`workbench list attacks` shows the names."),
    "CLW-N16": Code("no such recipe", "`workbench list recipes` shows the names."),
    "CLW-N17": Code("no such replication", "`workbench list replications` shows the names."),
    "CLW-N18": Code("no such hypothesis", "`workbench list hypotheses` shows the names."),
    "CLW-N20": Code("no such instrument", "`workbench list instruments` shows the names."),
    "CLW-N21": Code("no such exercise", "`workbench list exercises` shows the names."),
    "CLW-N13": Code(
        "no such region in the index",
        "The region is not in the table, or has too few indicators to be ranked.",
    ),
}
