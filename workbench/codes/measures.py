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
    "CLW-M10": Code(
        "amounts that are not counts",
        "What chance does is told by how many jobs or firms there are, so the amounts must be "
        "whole numbers: employment or establishments, not output.",
    ),
    "CLW-M11": Code(
        "too many to draw from",
        "The amounts of a year add up to 1,000 million or more, which is more than can be drawn "
        "from; of so many, chance explains next to nothing.",
    ),
    "CLW-M12": Code(
        "the stages of a value chain are not known",
        "Name them all, in order, in the option stages: a stage without an actor is not in the "
        "table, and only such a list can show that it is missing.",
    ),
    "CLW-M13": Code(
        "a stage that the value chain does not have",
        "An actor's chain_stage must be one of the stages, or empty.",
    ),
    "CLW-M20": Code(
        "an industry without a group",
        "Coagglomeration is about groups of industries: the column parent of the table industries "
        "says which industry is in which group, for every industry.",
    ),
    "CLW-M21": Code(
        "a size class whose limits are not known",
        "Codes such as 10-19, 250+, <10 and micro tell their limits; for any others a table "
        "size_classes has to, with employees_from and employees_to.",
    ),
    "CLW-M22": Code(
        "a mean size below its class",
        "The firms of an open class, such as 250 and more, are on average at least as large as "
        "its lower limit.",
    ),
    "CLW-M23": Code(
        "too few draws, plants or regions to simulate",
        "A simulation needs at least one draw, two plants and two regions.",
    ),
    "CLW-M30": Code(
        "plants without coordinates",
        "Distances need x and y, or longitude and latitude, of every plant; establishments "
        "known by region can stand at the place of their region.",
    ),
    "CLW-M31": Code(
        "a coordinate that is no place",
        "Longitudes lie between -180 and 180, latitudes between -90 and 90; km are finite.",
    ),
    "CLW-M32": Code(
        "a number of plants that cannot be",
        "A row that stands for several plants at one point counts them in whole numbers.",
    ),
    "CLW-M33": Code(
        "a region with more than one place",
        "To put plants at the place of their region, each region must have one.",
    ),
    "CLW-M34": Code(
        "an option of a curve by distance out of range",
        "Distances and bandwidths are km above 0, draws at least 2, a confidence is a share.",
    ),
    "CLW-M35": Code(
        "a distance longer than the area",
        "Pairs farther apart than the rectangle around all plants is wide cannot be corrected for "
        "its edges.",
    ),
    "CLW-M40": Code(
        "a proximity above 1",
        "Proximities that weigh industries are shares from 0 to 1; other measures of relatedness, "
        "such as the association strength, have no upper end.",
    ),
    "CLW-M50": Code(
        "a first year that is not before the last",
        "A measure that compares years goes from start to end, forwards.",
    ),
    "CLW-M51": Code(
        "no such indicator",
        "The column indicator of the table indicators holds the names; the option indicator, or "
        "one of the conditions, is none of them.",
    ),
    "CLW-M52": Code(
        "size classes on both sides of a limit",
        "Where some firms of a class are below the limit and others above it, the class cannot be "
        "counted on either side: choose a limit at which a class begins.",
    ),
    "CLW-M53": Code(
        "a share of certainty that is none",
        "A confidence lies between 0 and 1: 0.95 stands for 95%.",
    ),
    "CLW-M54": Code(
        "years that are not evenly apart",
        "A growth curve is told from the path over the years; choose years equally far apart.",
    ),
    "CLW-M60": Code(
        "amounts that are no counts",
        "Drawing jobs or plants again needs whole numbers of them: persons, not thousands of "
        "persons or money.",
    ),
    "CLW-M61": Code(
        "no such interval or bounds for this measure",
        "What is drawn again must be able to change the value, and must go with the other tables "
        "and columns of the measure.",
    ),
    "CLW-M62": Code(
        "a level or a number of draws out of range",
        "A level is a share between 0 and 1; draws are at least 2 and must fit in memory.",
    ),
    "CLW-M63": Code(
        "jobs without an establishment",
        "A cell with employment has at least one establishment, or its plants cannot be drawn.",
    ),
    "CLW-M64": Code(
        "a suppressed cell without limits",
        "Bounds need the smallest and the largest amount of each suppressed cell, in columns or "
        "by size class.",
    ),
    "CLW-M65": Code("a p-value that is none", "p-values lie between 0 and 1, or are empty."),
}
