"""What do the codes about field instruments (E) mean."""

from workbench.codes._code import Code

CODES: dict[str, Code] = {
    "CLW-E01": Code(
        "a sheet that an instrument needs",
        "Each instrument has a template; a sheet that may be left out says so in it.",
    ),
    "CLW-E02": Code(
        "something is there already", "A template is never written over what was filled in."
    ),
    "CLW-E03": Code(
        "sheets that are not read",
        "What an instrument does not know is left out, and told: a sheet may be misspelt.",
    ),
    "CLW-E04": Code(
        "columns that are not read",
        "A column that may be left out is not there, and others are that nobody asked for; one "
        "may be the other, misspelt.",
    ),
    "CLW-E50": Code(
        "a target without a way to it",
        "An indicator needs a direction, a target that differs from its baseline, and time.",
    ),
    "CLW-E10": Code(
        "questions of one level on several scales",
        "A mean of answers on different scales says nothing; give a level one scale.",
    ),
    "CLW-E11": Code(
        "a level of learning without questions",
        "Balance needs all three: gathering information, acquiring knowledge, developing "
        "competence.",
    ),
    "CLW-E12": Code(
        "a level or kind of questions that is unknown",
        "The answers are kept, but enter no score; most often a slip of the pen.",
    ),
    "CLW-E13": Code(
        "a skill with only one of held and required",
        "A gap is what is required less what is held; the row is kept and not counted.",
    ),
    "CLW-E14": Code(
        "nothing to classify", "At least one of the sheets of the typology has to be there."
    ),
    "CLW-E15": Code(
        "an answer that is not among the choices",
        "One answer a cell, as the template lists them; an empty cell says that it is not known.",
    ),
    "CLW-E17": Code(
        "a column of what is classified is not there",
        "What it would say counts as not known, so types are less sure; it may be misspelt.",
    ),
    "CLW-E16": Code(
        "nothing is known of what is to be classified",
        "All types stay as likely as another; the row is kept.",
    ),
    "CLW-E30": Code(
        "a stage that the chain does not have",
        "Actors, capacities, costs and links between groups name stages as the sheet chain, or "
        "the chain that ships, has them.",
    ),
    "CLW-E31": Code(
        "a chain that never reaches a market",
        'Every stage feeds another one or the "market", and following them has to end there.',
    ),
    "CLW-E32": Code(
        "a chain that runs in a circle",
        "Where a stage feeds itself over others, nothing says what comes first.",
    ),
    "CLW-E33": Code(
        "a degree of relation that is none",
        "A link is 0 (asked for and not there), 1 (weak), 2 (medium) or 3 (strong); a link "
        "without a degree is left out, which is not the same as 0.",
    ),
    "CLW-E34": Code(
        "a kind of link, or a role, that is not on the list",
        "Links are of supply, information, labour or a joint project; roles are those of the "
        "functional diagram.",
    ),
    "CLW-E35": Code(
        "a sale to or from nobody",
        'Each side of a sale is one of the actors, or "outside" for everybody else.',
    ),
    "CLW-E36": Code(
        "no chain to hold the cluster against",
        "Missing links and stages are told against a value chain: one that ships, or the sheet "
        "chain. Without it only the network is described.",
    ),
    "CLW-E37": Code(
        "an actor at two stages",
        "The sheets actors and capacities say two things of where an actor stands; both are kept.",
    ),
    "CLW-E38": Code("no value chain of that name", "The chains that ship are named in the error."),
    "CLW-E39": Code(
        "units that do not meet",
        "From a stage to the one that it feeds leads a number: how many of the units of the one "
        "come from one unit of the other.",
    ),
    "CLW-E40": Code(
        "a capacity that is not known",
        "A stage without any capacity is taken as no limit, and an actor without one as nothing; "
        "where no stage limits, there is no potential to tell.",
    ),
    "CLW-E41": Code(
        "a utilisation that is no share",
        "The share of the capacity that is used: 0.8 is 80 %; more than all cannot be used.",
    ),
    "CLW-E42": Code(
        "a range out of order", "The low is at most the likely value, and that at most the high."
    ),
    "CLW-E43": Code(
        "a change in a scenario that is none",
        "A scenario multiplies capacity, yield, fixed cost, variable cost or price of a stage.",
    ),
    "CLW-E44": Code(
        "a price below what a unit costs",
        "Where the price does not cover the variable cost, no amount earns the fixed cost.",
    ),
    "CLW-E45": Code(
        "a cost or price that is not known",
        "Break-even needs fixed cost, variable cost and price; a stage without one has none.",
    ),
    "CLW-E51": Code("no such criterion", "`workbench new readiness` writes the list of them."),
    "CLW-E52": Code(
        "no such restraint", "Remedies are known for the restraints that the template lists."
    ),
    "CLW-E53": Code("no such mean", "Arithmetic, geometric or minimum."),
    "CLW-E54": Code(
        "an initiative group of another size or without parity",
        "Document 004 asks for 3 to 10 people, with all sides on a par.",
    ),
    "CLW-E55": Code("a score without evidence", "A score is worth what is known about it."),
    "CLW-E56": Code(
        "an answer that a score contradicts",
        "The visits score commitment, and bodies and papers how formal governance is; the answer "
        "that was declared says otherwise. One of the two is to be looked at again.",
    ),
    "CLW-E57": Code(
        "a visit that brought no answer",
        "Willingness or commitment that a visited stakeholder has not shown counts as 0.",
    ),
    "CLW-E58": Code(
        "a form without words for the papers of the workshops",
        "Factors come from the sheets votes and comparisons, skills from the sheet skills.",
    ),
    "CLW-E60": Code("a word that the sheet does not know", "The template offers those it knows."),
    "CLW-E62": Code(
        "a row without its number", "The row is kept in the sheet, and left out of what is counted."
    ),
    "CLW-E61": Code("a row that contradicts itself", "Correct it, or take it out."),
    "CLW-E80": Code(
        "a file that is no form",
        "Instruments read workbooks (.xlsx), folders of CSV files, and studies.",
    ),
    "CLW-E82": Code(
        "a page for publication",
        "Report pages name single firms; --publish writes the tables and words without those that "
        "tell of them.",
    ),
    "CLW-E81": Code(
        "cells of data that are merged",
        "Only the first cell of merged ones holds a value; who reads the table finds the others "
        "empty.",
    ),
}
