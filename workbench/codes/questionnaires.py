"""What do the codes about questionnaires (Q) mean."""

from workbench.codes._code import Code

CODES: dict[str, Code] = {
    "CLW-Q01": Code("an answer off the scale", "The table items says which answers there are."),
    "CLW-Q02": Code(
        "a code for a missing answer",
        "99 and the like mean that nobody answered; read as an answer, they move every mean.",
    ),
    "CLW-Q03": Code(
        "a text on a numbered scale",
        "Most often don't know, which is neither an answer nor no answer; declare it.",
    ),
    "CLW-Q04": Code(
        "a respondent twice", "The same number comes twice, or two have the same answers to all."
    ),
    "CLW-Q05": Code("an answer between two steps", "Scales have whole steps."),
    "CLW-Q06": Code(
        "a size class that contradicts the workers",
        "Micro has fewer than 10 workers, small fewer than 50, medium fewer than 250 (European "
        "Commission, Recommendation 2003/361/EC).",
    ),
    "CLW-Q07": Code(
        "an item that runs against the others",
        "Worded the other way round, it lowers the mean it should raise; declare it as reversed.",
    ),
    "CLW-Q08": Code(
        "an answer that the filter skips", "One of the two answers was put in the wrong place."
    ),
    "CLW-Q09": Code(
        "0 on a scale that begins at 1", "Some forms count from 0: every mean would be one too low."
    ),
    "CLW-Q10": Code(
        "fewer than 30 interviews", "Means are shown with their intervals and a banner."
    ),
    "CLW-Q11": Code("one answer to everything", "Ticked without reading, reversed questions too."),
    "CLW-Q12": Code(
        "a question without its column or answers",
        "The table items names the columns, and somebody should have answered each question.",
    ),
    "CLW-Q13": Code("an empty questionnaire", "It is not counted as an interview."),
    "CLW-Q14": Code(
        "fewer than three firms in a class", "Published tables hide what tells of single firms."
    ),
    "CLW-Q15": Code("a scale that cannot be read", "1-5, yes/no, number, text, date, or a|b|c."),
    "CLW-Q16": Code("a day still to come", "No interview was held in the future."),
    "CLW-Q17": Code("a filter that asks for an unknown item", "item = answer, or item = a|b."),
    "CLW-Q18": Code("not a number", "The question asks for a number of 0 or more."),
    "CLW-Q19": Code("an answer that is no choice", "The scale of the item lists the choices."),
    "CLW-Q20": Code("columns that are no questions", "They are left out, and told."),
    "CLW-Q21": Code("answers without questions", "The table items says what may be answered."),
    "CLW-Q22": Code(
        "personal data in an answer",
        "A telephone number or an address tells who answered; take it out before sharing.",
    ),
    "CLW-Q23": Code(
        "several answers in one cell", "The question asks for one; nobody can say which was meant."
    ),
}
