"""What do the codes about runs and reports mean."""

from workbench.codes._code import Code

CODES: dict[str, Code] = {
    "CLW-R01": Code("not a notebook", "The file is not a Jupyter notebook."),
    "CLW-R02": Code("not a Python notebook", "Only notebooks written in Python are run."),
    "CLW-R03": Code(
        "a cell failed",
        "The notebook stopped; the last good report is as it was, and the failed notebook lies "
        "beside it.",
    ),
    "CLW-R04": Code("another run is writing", "Two runs never share one output folder."),
    "CLW-R05": Code("the kernel was lost", "It was killed, or ran out of memory."),
    "CLW-R06": Code("a cell took too long", "It passed the time limit and was stopped."),
    "CLW-R07": Code("not every cell ran", "A report is finished only when all of it ran."),
    "CLW-R08": Code("the report could not be written", "The disk or the folder refused."),
    "CLW-R09": Code("the system refused", "A file could not be read or written."),
    "CLW-R10": Code("an input changed during the run", "The report would mix two states of it."),
    "CLW-R11": Code(
        "characters without a font",
        "The page's font lacks some characters, so another machine may not show them.",
    ),
    "CLW-R99": Code("a fault of the workbench", "Not yours: please report it with --debug."),
}
