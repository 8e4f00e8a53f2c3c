"""What do the codes about parameters mean."""

from workbench.codes._code import Code

CODES: dict[str, Code] = {
    "CLW-P01": Code("an unknown parameter", "The notebook's or measure's card lists them."),
    "CLW-P02": Code("a parameter of the wrong type", "The card says which type it takes."),
    "CLW-P03": Code("not a parameter name", "Names are letters, digits and underscores."),
    "CLW-P04": Code("a parameter out of range", "The card says which values are allowed."),
    "CLW-P05": Code(
        "an impossible number of neighbours", "At least 1, and fewer than there are regions."
    ),
    "CLW-P06": Code("a percentage for a share", "5 % is 0.05; the remedy shows the share."),
    "CLW-P07": Code("an unknown choice", "The card lists the choices."),
    "CLW-P08": Code("a required value is missing", "It has no default that could stand in."),
    "CLW-P10": Code(
        "not the code of a region",
        "A code is text: 033 keeps its zero and 1e5 is no number. It must stand in the study's "
        "table of regions.",
    ),
    "CLW-P19": Code(
        "not the code of an industry",
        "A code is text. It must stand in the study's table of industries.",
    ),
    "CLW-P11": Code("not a finite number", "nan and infinity are not taken."),
    "CLW-P14": Code("not plain data", "Parameters are text, numbers, true or false, and lists."),
    "CLW-P16": Code("control characters in a text", "Parameters are printable text."),
    "CLW-P17": Code("a secret as a parameter", "Parameters are printed and kept on disk."),
    "CLW-P18": Code("a date for a year", "Pass the year as a number."),
    "CLW-P20": Code("a parameters cell that cannot be read", "One plain assignment a line."),
    "CLW-P21": Code("a parameter without a type", "Annotate it: name: str | None = None."),
    "CLW-P22": Code("an assignment without an equals sign", "-p key=value."),
    "CLW-P23": Code("a parameter set twice", "Give each parameter once."),
    "CLW-P24": Code("a file of parameters that cannot be read", "One name and value a line."),
    "CLW-P25": Code("more than a plain value", "Text, numbers, true or false, and lists of these."),
    "CLW-P40": Code(
        "a port that cannot be had",
        "Something listens on it already, or the system keeps it; --port 0 takes any free one.",
    ),
    "CLW-P41": Code("not a port", "Ports go from 1 to 65535; 0 means any that is free."),
}
