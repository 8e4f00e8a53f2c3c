"""What do the codes about divisions, boundary changes and areal transfer mean."""

from workbench.codes._code import Code

CODES: dict[str, Code] = {
    "CLW-G30": Code(
        "a code of another year",
        "The division knows the code, but not in the year of the row: the unit was abolished, "
        "recoded or founded in another year.",
    ),
    "CLW-G31": Code("a code the division does not know", "No year of the division has the code."),
    "CLW-G32": Code(
        "a year outside the division",
        "The division was compiled for certain years; codes of other years are not judged.",
    ),
    "CLW-G33": Code(
        "a split without weights",
        "Where a unit was divided or gave a part away, its figures can be shared out only by "
        "weights. Without them the units are pooled (--to constant).",
    ),
    "CLW-G34": Code(
        "a code that ends without a successor",
        "The later division lacks the code, and no change says what became of it.",
    ),
    "CLW-G35": Code(
        "a total that is not conserved",
        "Carrying figures to another division must not add or lose anything; the limit is one "
        "part in a thousand million.",
    ),
    "CLW-G36": Code("weights that cannot be used", "Weights are 0 or more, and not all 0."),
    "CLW-G37": Code(
        "figures that do not add up were left out",
        "Rates and means of pooled or divided regions can be had only by a weight.",
    ),
    "CLW-G38": Code(
        "a sum with a missing part",
        "A part is empty, suppressed or without a row, so the sum is not known.",
    ),
    "CLW-G39": Code(
        "an event that does not lead to codes",
        "The names of a recorded change could not be found in the division of its year, or the "
        "record does not name both sides.",
    ),
    "CLW-G40": Code(
        "a file of boundary changes in an unknown form",
        "Changes are read from pairs of codes, from named events, or from the workbench's own "
        "table division_changes.",
    ),
    "CLW-G41": Code(
        "the character 巿 in place of 市",
        "U+5DFF looks like U+5E02 (city) and is another character; names do not match by it.",
    ),
    "CLW-G42": Code("no division", "The study has no division and no boundary changes to go by."),
    "CLW-G43": Code(
        "codes that come and go",
        "From one year to the next some codes end and others begin, as after a change of "
        "boundaries; figures of such years cannot be compared as they are.",
    ),
    "CLW-G44": Code(
        "a region that is not covered",
        "The other outlines leave a part of the region bare; that share is not transferred.",
    ),
    "CLW-G45": Code("tobler is not installed", "Areal transfer needs the extra [areal]."),
    "CLW-G46": Code(
        "values and outlines of different regions",
        "Values are matched with outlines by code, so each value needs its outline.",
    ),
    "CLW-G47": Code(
        "a pooled unit across two parents",
        "Its parts lie in different coarser regions, so sums at the coarser level shift.",
    ),
    "CLW-G48": Code(
        "a year that lies before the data",
        "Figures are carried forward to a later division, not back to an earlier one.",
    ),
    "CLW-G49": Code(
        "a name that another code has",
        "In the division of the year the code belongs to another name.",
    ),
}
