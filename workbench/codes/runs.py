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
    "CLW-R45": Code("unknown format", "A page can be had as html, pdf and docx."),
    "CLW-R46": Code(
        "a format needs another package",
        "PDF and Word need packages that are not in the default install; the extra is named.",
    ),
    "CLW-R47": Code(
        "a format could not be made", "The HTML page is whole; only this format of it is missing."
    ),
    "CLW-R48": Code("unknown language", "The workbench's own texts are there in en and zh."),
    "CLW-R49": Code(
        "a character without a font",
        "No font that drawings and PDF use holds it: it would be an empty box.",
    ),
    "CLW-R50": Code(
        "a worker was lost",
        "It was killed or ran out of memory, and its member failed a second time too; the others "
        "of the batch are done.",
    ),
    "CLW-R51": Code(
        "nothing says what all values are",
        "`--over key=all` needs a parameter with a closed list of values.",
    ),
    "CLW-R52": Code("unknown engine", "Kernels are warm (forked) or plain (started afresh)."),
    "CLW-R53": Code(
        "a cluster needs another package", "The extra [dask] is not in the default install."
    ),
    "CLW-R54": Code("no scheduler there", "No Dask scheduler answers at the address."),
    "CLW-R60": Code(
        "no such run", "Neither a folder nor a notebook's name leads to a finished run."
    ),
    "CLW-R61": Code("several runs could be meant", "The folder or notebook has more than one."),
    "CLW-R62": Code(
        "nothing to compare with",
        "A run is compared with another one, or with the different report that it replaced.",
    ),
    "CLW-R63": Code(
        "not part of a report", "The record or the notebook of a run is gone or cannot be read."
    ),
    "CLW-R64": Code("the run has failed", "Only finished runs are compared."),
    "CLW-R70": Code(
        "no memory left", "A cell asked for more than there is; the other members of a batch go on."
    ),
    "CLW-R99": Code("a fault of the workbench", "Not yours: please report it with --debug."),
}
