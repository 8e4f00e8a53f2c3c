"""What do the codes about exercises (X) mean."""

from workbench.codes._code import Code

CODES: dict[str, Code] = {
    "CLW-X01": Code("no such answer", "The table of questions of an exercise lists the names."),
    "CLW-X02": Code("a folder that is not empty", "An exercise is never written over other work."),
    "CLW-X03": Code(
        "no data for this exercise",
        "An exercise reads the folder that `workbench new exercise` wrote, whole and unchanged.",
    ),
    "CLW-X04": Code("nothing to mark", "Marking reads saved notebooks; it runs none of them."),
}
