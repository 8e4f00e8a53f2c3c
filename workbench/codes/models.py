"""What do the codes about measures (M) and formulas and fits (F) mean."""

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
    "CLW-F01": Code("a formula that cannot be read", "outcome ~ term + term | fixed_effect."),
    "CLW-F02": Code("text where a number is needed", "C(name) makes a category of a column."),
    "CLW-F03": Code("no row is left", "Every row lacks something the formula needs."),
    "CLW-F04": Code("no such term", "The fit has no coefficient of that name."),
    "CLW-F05": Code("an exact combination", "A term says nothing the others do not say."),
    "CLW-F06": Code("a name that is taken", "The model needs it for itself."),
    "CLW-F07": Code("fewer rows than coefficients", "Take terms out, or bring more rows."),
    "CLW-F08": Code("an outcome without variation", "There is nothing to explain."),
    "CLW-F09": Code("one cluster only", "Clustered errors need groups to compare."),
}
