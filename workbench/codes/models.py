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
    "CLW-F90": Code("a hypothesis that cannot be read", "Register it with all its parts."),
    "CLW-F09": Code("one cluster only", "Clustered errors need groups to compare."),
    "CLW-F20": Code(
        "coordinates that are no degrees", "Longitude is within 180 degrees, latitude within 90."
    ),
    "CLW-F21": Code(
        "a row with a coefficient to itself",
        "It is fitted exactly, so nothing is known about its error; HC2 and HC3 need to know.",
    ),
    "CLW-F22": Code(
        "no finite coefficient",
        "A count is 0 in every row in which the term could show, so its coefficient falls without "
        "end (separation).",
    ),
    "CLW-F23": Code("a count below zero", "A Poisson model explains what cannot be negative."),
    "CLW-F24": Code(
        "an estimate that does not settle", "The steps towards it found no end, or no scale."
    ),
    "CLW-F40": Code(
        "a spatial model without neighbours", "It has to know who is whose neighbour, by code."
    ),
    "CLW-F41": Code(
        "several rows a region", "Neighbours are of regions, so each region needs exactly one row."
    ),
    "CLW-F42": Code(
        "regions without neighbours known", "Neighbours must cover every region that has a row."
    ),
    "CLW-F43": Code(
        "nothing to instrument with", "The terms of neighbours are the instruments; there are none."
    ),
    "CLW-F46": Code(
        "too many rows for a regression at each place", "All pairs of rows are held at once."
    ),
    "CLW-F45": Code(
        "example data that are not there", "A replication reads files that a package brings along."
    ),
    "CLW-F44": Code(
        "a bandwidth that cannot be used",
        "Too few rows lie within it to estimate the coefficients of each place.",
    ),
    "CLW-F65": Code(
        "durations or events that cannot be", "A duration is positive; an event is 0 or 1."
    ),
    "CLW-F66": Code(
        "groups that cannot be compared", "There must be several, some of them with several rows."
    ),
    "CLW-F67": Code(
        "a term that foretells the outcome", "Its coefficient would be infinite: separation."
    ),
    "CLW-F68": Code(
        "standard errors of studies", "Each estimate needs a positive standard error beside it."
    ),
    "CLW-F69": Code(
        "a dynamic panel without its past",
        "The outcome's own earlier value must be a term, and units seen three times in a row.",
    ),
    "CLW-F70": Code(
        "adoption that cannot be compared",
        "One year of adoption a unit, years before it, and units without the policy beside it.",
    ),
    "CLW-F71": Code(
        "a recipe that lacks a part", "It needs other years, cells or columns than it was given."
    ),
    "CLW-F30": Code(
        "more instruments than groups", "Tests of instruments need more groups than instruments."
    ),
    "CLW-F31": Code(
        "a panel without units", "Rows need a region (and industry), seen in two years or more."
    ),
    "CLW-F32": Code(
        "shares or shocks that do not match",
        "A share for each region and industry, a shock or group for each industry.",
    ),
    "CLW-F33": Code(
        "more than one shift-share column", "One shift-share column, for one term of the formula."
    ),
    "CLW-F34": Code(
        "shares that say the same", "No industry's shares may be a combination of others'."
    ),
    "CLW-F50": Code(
        "a model that cannot be fitted among many",
        "Many at once are least squares, and the term asked for is one column.",
    ),
    "CLW-F51": Code(
        "blocks that are not alike inside",
        "Only where a term is the same in a whole block can blocks exchange it.",
    ),
    "CLW-F85": Code("python-docx is not installed", "Word documents need the extra [word]."),
    "CLW-F86": Code("no model to show", "A table of regressions needs at least one fit."),
    "CLW-F87": Code(
        "a panel of another model",
        "Means, quartiles and units come from the table that the model was fitted on.",
    ),
    "CLW-F80": Code(
        "answers without factors",
        "Items that all answer alike, that repeat each other, or too few of them.",
    ),
    "CLW-F55": Code(
        "an option of an attack that is out of range",
        "Smallest effects, draws, shares and cut-offs are above 0.",
    ),
}
