"""What do the codes about measures (M) mean."""

from workbench.codes._code import Code

CODES: dict[str, Code] = {
    "CLW-M02": Code(
        "a background needs another table",
        "A measure compares with something (traded industries, area, population) that the table "
        "it was given does not hold.",
    ),
    "CLW-M03": Code(
        "a value for each industry, rows that are regions",
        "Choose one industry, or an outcome that is known by industry.",
    ),
    "CLW-M04": Code("years on one side only", "Both tables need a column year, or neither."),
    "CLW-M05": Code(
        "a measure that compares years",
        "It needs at least two years; name the first and the last with start and end.",
    ),
}
