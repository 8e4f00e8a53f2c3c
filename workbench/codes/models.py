"""What do the codes about formulas and fits (F) mean."""

from workbench.codes._code import Code

CODES: dict[str, Code] = {
    "CLW-F01": Code("a formula that cannot be read", "outcome ~ term + term | fixed_effect."),
    "CLW-F02": Code("text where a number is needed", "C(name) makes a category of a column."),
    "CLW-F03": Code("no row is left", "Every row lacks something the formula needs."),
    "CLW-F04": Code("no such term", "The fit has no coefficient of that name."),
    "CLW-F05": Code("an exact combination", "A term says nothing the others do not say."),
    "CLW-F06": Code("a name that is taken", "The model needs it for itself."),
    "CLW-F07": Code("fewer rows than coefficients", "Take terms out, or bring more rows."),
    "CLW-F08": Code("an outcome without variation", "There is nothing to explain."),
    "CLW-F10": Code("a lag without years", "Earlier values need a panel with several years."),
    "CLW-F11": Code(
        "a part the estimator does not know",
        "Not every estimator takes fixed effects, instruments, weights or clusters.",
    ),
    "CLW-F09": Code("one cluster only", "Clustered errors need groups to compare."),
}
