"""What do the codes about rules for what counts as a cluster (C) mean."""

from workbench.codes._code import Code

CODES: dict[str, Code] = {
    "CLW-C01": Code(
        "a rule cannot tell what it needs to tell apart",
        "The rule sorts industries into sectors, or size classes into small and large, and the "
        "table that says which is which does not say it for any of the rows, or for all of them.",
    ),
    "CLW-C02": Code(
        "too few rules to compare",
        "A comparison takes at least two rules that the study has the columns for.",
    ),
    "CLW-C03": Code(
        "a number of groups that cannot be",
        "Industries fall into at least two groups, and into fewer groups than there are of them.",
    ),
    "CLW-C04": Code(
        "no similarity for a pair of industries",
        "A partition compares every industry with every other one; leave out an industry that "
        "has no known similarity.",
    ),
    "CLW-C05": Code(
        "a rule that needs to know where regions lie",
        "Hot spots compare a region with its neighbours, which come from outlines or from the "
        "columns longitude and latitude of the regions.",
    ),
    "CLW-C06": Code(
        "rules compared on another study",
        "A comparison spares judging the rules again for the study it was made of, and no other.",
    ),
}
