"""What do the codes about the composite index (I) mean."""

from workbench.codes._code import Code

CODES: dict[str, Code] = {
    "CLW-I01": Code(
        "a choice of the index that does not exist",
        "Each step of the index (imputation, outliers, normalising, weighting, aggregating) is "
        "one of a few named methods; the name given is none of them.",
    ),
    "CLW-I02": Code(
        "a number of the index outside its range",
        "A share lies between 0 and 1; the number given does not.",
    ),
    "CLW-I03": Code(
        "nothing to make an index of",
        "An index takes at least two indicators whose cards say which way is better, in the "
        "tables indicators and indicator_cards.",
    ),
    "CLW-I04": Code(
        "an indicator that cannot enter the index",
        "It is not on a card, or its card does not say whether more of it is better.",
    ),
    "CLW-I05": Code(
        "dimensions that do not make a tree",
        "Every indicator belongs to one dimension, every dimension to another one or to the "
        "index, and no chain of parents comes back to where it began.",
    ),
    "CLW-I06": Code(
        "no indicator of that role",
        "The column role of indicator_cards says outcome (what competitiveness shows itself in) "
        "or driver (what is thought to bring it about).",
    ),
    "CLW-I07": Code(
        "an indicator without figures for the index",
        "The indicator has no figures of regions in the year of the index, nor shortly before.",
    ),
    "CLW-I08": Code(
        "no such denominator",
        "What an indicator is divided by is another indicator or a column of numbers of regions.",
    ),
    "CLW-I09": Code(
        "no region to rank",
        "Every region lacks more of the indicators than the recipe allows, or no indicator differs "
        "between regions.",
    ),
    "CLW-I10": Code(
        "an indicator that does not hold finite numbers",
        "A step of the index takes a table with one row a region and one column an indicator, of "
        "numbers; what is missing has no value.",
    ),
    "CLW-I11": Code(
        "a table of indicators with the wrong rows or columns",
        "It has no region or no indicator, or one of them more than once.",
    ),
    "CLW-I12": Code(
        "no groups to impute from",
        "The mean or median of groups takes the place of what is missing in a region; for that "
        "each region needs a group.",
    ),
    "CLW-I13": Code(
        "nothing to impute from",
        "No region, or no region of the group, has a value of this indicator. It stays missing: "
        "the mean of other groups is not what was asked for.",
    ),
    "CLW-I14": Code(
        "an imputation without a regression",
        "A regression needs ten regions with this indicator and with another one that the region "
        "has too. Where there are fewer, the mean of the indicator stands in.",
    ),
    "CLW-I15": Code(
        "an indicator that tells no regions apart",
        "It is missing everywhere, or all regions have one value. It cannot be put on a scale "
        "from worst to best, and does not count.",
    ),
    "CLW-I16": Code(
        "no direction or reference for an indicator",
        "A direction is 1 where more is better and -1 where less is; a reference is a target "
        "above zero. Each indicator needs its own.",
    ),
    "CLW-I17": Code(
        "an indicator without a distance to a reference",
        "A distance to the best, the mean or a target is a share: the value over the reference, "
        "or where less is better the reference over the value. Values below zero are no shares, "
        "and nothing can be divided by zero. Min-max, z-scores and ranks take any values.",
    ),
    "CLW-I18": Code(
        "a reference that is lacking, or that nothing uses",
        "A reference belongs to distance_to_reference, and that way to a reference.",
    ),
    "CLW-I19": Code(
        "a threshold or scale that makes no sense",
        "Thresholds of skewness and kurtosis and the number of winsorised regions start at 0; a "
        "scale goes from low to high.",
    ),
    "CLW-I20": Code(
        "a weight that cannot be used",
        "The weights of the children of one dimension are numbers of 0 or more, and at least one "
        "is above 0; they are scaled to sum to 1, so their unit does not matter.",
    ),
    "CLW-I21": Code(
        "a weight for something that is not there",
        "A weight was given for a name that is no indicator or dimension of this group.",
    ),
    "CLW-I22": Code(
        "too few regions or indicators",
        "Correlations, Cronbach's alpha and principal components need at least two indicators "
        "and three regions that have them.",
    ),
    "CLW-I23": Code(
        "an indicator that is the same everywhere",
        "An indicator that does not differ between regions correlates with nothing, so alpha and "
        "principal components are undefined with it.",
    ),
    "CLW-I24": Code(
        "benefit of the doubt with a value below 0",
        "Benefit of the doubt lets each region choose its weights; with values below 0, or "
        "infinite ones, the best score of all is no longer 1. Min-max values are fit for it, "
        "z-scores are not.",
    ),
    "CLW-I25": Code(
        "bounds on shares that cannot be met",
        "The shares of a region's own score that its indicators bring add up to 1. The bounds on "
        "them leave no such shares: for any region, or for one that has 0 where something must "
        "count.",
    ),
    "CLW-I27": Code(
        "an index explained by a part of itself",
        "A name on the right-hand side of the model is in the index on the left, or is what one "
        "of its indicators is divided by. The coefficient would tell how the index was built.",
    ),
    "CLW-I28": Code(
        "an index of drivers explained by a driver",
        "An index that holds causes of competitiveness (schooling, infrastructure, innovation) "
        "measures what it is to be explained by. The fit is true, and says little about outcomes "
        "such as productivity or wages.",
    ),
    "CLW-I29": Code(
        "a role that does not exist",
        'The role of an indicator is "outcome", "driver" or "index of drivers", or is not told.',
    ),
    "CLW-I30": Code(
        "a number of draws, spread or share that makes no sense",
        "Draws are counted from 1; weights spread by a share of themselves from 0 to below 1; an "
        "interval holds a share of the draws between 0 and 1.",
    ),
    "CLW-I31": Code(
        "no such step of the index to vary",
        "What can vary are imputation, outliers, normalising, weighting and aggregating, each "
        "among at least one of its methods.",
    ),
    "CLW-I32": Code(
        "choices that do not go together",
        "Each combination of the choices fails to make an index, as z-scores with a geometric "
        "mean, or leaves a region without the score that it has.",
    ),
    "CLW-I33": Code(
        "no such target of a sensitivity analysis",
        "What varies is the mean shift of ranks over all regions, or the rank or value of one "
        "region, which is named; weights are taken by groups or one by one, and indicators or "
        "dimensions left out.",
    ),
    "CLW-I34": Code(
        "nothing that is uncertain",
        "Shares of uncertainty need something that varies: weights, by a spread above 0, or a "
        "step with two alternatives or more.",
    ),
    "CLW-I35": Code(
        "nothing to leave out",
        "Leaving out one indicator, or one dimension, takes at least two of them.",
    ),
    "CLW-I40": Code(
        "a change of rank that cannot be split",
        "Under the benefit of the doubt every region has weights of its own, so that what figures "
        "and what weights did to a rank cannot be told apart.",
    ),
    "CLW-I41": Code(
        "too few orders of the factors",
        "The change of a rank is split by turning its factors one by one, in several orders.",
    ),
    "CLW-I42": Code(
        "a region without a score",
        "The region is in the index and has no score, so it has no rank that could change.",
    ),
    "CLW-I43": Code(
        "no figure to try",
        "What-if takes a new figure, or what to add to the figure that there is.",
    ),
    "CLW-I44": Code(
        "a count of the index below its least",
        "Places to gain, peers and points of a curve are counted from 1 or 2.",
    ),
    "CLW-I45": Code(
        "no such likeness",
        "Regions are alike by their indicators, by their context or by their structure of "
        "industries.",
    ),
    "CLW-I46": Code(
        "an index without a study",
        "The index was made from a table, so nothing else is known of its regions.",
    ),
    "CLW-I47": Code(
        "nothing to compare a region by",
        "The study has no such figures, or none of the region.",
    ),
    "CLW-I48": Code(
        "an interval of places that cannot be drawn",
        "Its confidence lies between 0 and 1, and it takes 100 draws at least.",
    ),
    "CLW-I50": Code(
        "no such fact card",
        "Fact cards hold what documents claim about small and medium-sized enterprises; the "
        "message names the nearest.",
    ),
    "CLW-I51": Code(
        "a definition that cannot be computed",
        "Where the limits of size differ by industry, or count revenue and assets, classes of "
        "persons do not tell which firms are small or medium.",
    ),
    "CLW-I52": Code(
        "no size classes to leave firms out by",
        "Firms below a number of persons can be left out only where the table tells the size "
        "class of each row.",
    ),
    "CLW-I53": Code(
        "a study without sizes of firms",
        "The view by size needs establishments by size class, or establishments and employment.",
    ),
    "CLW-I60": Code(
        "a mean that cannot take the values",
        "Geometric, harmonic and power means take values above zero only, and standardised values "
        "lie below zero for half of the regions.",
    ),
    "CLW-I61": Code(
        "no region to compare with, or one too many",
        "distance_to_reference compares every region with one that is named; no other way does.",
    ),
}
