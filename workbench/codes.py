"""What does an error code mean: one entry a code, shown by `workbench show CODE`.

Letters: N names, S studies, T tables, G geography, M measures, F formulas, P parameters, R runs.
A test holds this list equal to the codes the package uses.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """A code in one line, and what lies behind it."""

    title: str
    meaning: str


CODES: dict[str, Code] = {
    "CLW-N01": Code(
        "no such study",
        "A study is named by its folder under data/, or given as the path of a folder that holds "
        "a datapackage.json. `workbench list studies` shows the names.",
    ),
    "CLW-N02": Code("no such measure", "`workbench list measures` shows the names."),
    "CLW-N03": Code(
        "no such variant or background",
        "A measure's variants are named ways of computing it; `workbench show MEASURE` lists them.",
    ),
    "CLW-N04": Code(
        "no such column",
        "The name is no column of the table, indicator or measure that this study has.",
    ),
    "CLW-N05": Code("no such table", "The study's datapackage.json lists its tables."),
    "CLW-N06": Code("no such year", "The table has no rows for that year."),
    "CLW-N07": Code("no such industry", "Industries are named by the codes in industries.csv."),
    "CLW-N08": Code("no such level", "Levels are those in the column level of regions.csv."),
    "CLW-N09": Code("no such notebook", "`workbench list notebooks` shows the names."),
    "CLW-N10": Code("no such shelf", "`workbench list` shows all shelves."),
    "CLW-N11": Code("nothing is called so", "No shelf holds the name, and no code is called so."),
    "CLW-S01": Code(
        "a folder without a descriptor",
        "A study needs a datapackage.json; `workbench new study` writes one from your tables.",
    ),
    "CLW-S02": Code("a descriptor that is not JSON", "datapackage.json cannot be read as JSON."),
    "CLW-S03": Code("a descriptor without resources", "datapackage.json lists no tables."),
    "CLW-S04": Code("a path that leaves the study", "Tables must lie inside the study's folder."),
    "CLW-S05": Code("a file is missing", "The descriptor or the command names a file not there."),
    "CLW-S06": Code("an unknown usage warning", "Warnings are taken from a closed list."),
    "CLW-S07": Code(
        "a file changed after it was described",
        "Its hash is not the one in datapackage.json. Restore the file, or describe it anew with "
        "`workbench new study`; the workbench never reads a changed file in silence.",
    ),
    "CLW-S08": Code("two resources of one name", "Each table is described once."),
    "CLW-S09": Code("a table that is not CSV", "Tables are read as CSV for now."),
    "CLW-S10": Code("no column of region codes", "Say which one it is: --map region=COLUMN."),
    "CLW-S11": Code("an unknown role", "--map takes role=column; the roles are the schema's."),
    "CLW-S12": Code("a question that cannot be read", "Its parts and their types are fixed."),
    "CLW-S13": Code("a table without years", "Name the column, or the one year: --map year=2015."),
    "CLW-T01": Code("a file that is not UTF-8", "Save it as UTF-8."),
    "CLW-T03": Code("an empty file", "There is no header to read."),
    "CLW-T04": Code("another delimiter", "Columns are separated by commas."),
    "CLW-T10": Code(
        "a cell of the wrong type",
        "A column of numbers holds text. An empty cell means missing; suppressed values are empty "
        "with the flag suppressed.",
    ),
    "CLW-T12": Code("a required column is absent", "The schema asks for it in this table."),
    "CLW-T16": Code(
        "a total among its parts",
        "A row is about a region that other rows divide; adding up would count it twice.",
    ),
    "CLW-T19": Code("rows of different length", "Each row needs as many fields as the header."),
    "CLW-T20": Code("a row that is not CSV", "Most often a quote that is opened and not closed."),
    "CLW-T21": Code("a column name twice or empty", "Every column needs a name of its own."),
    "CLW-T23": Code("spaces around a column name", "The name is read without them."),
    "CLW-T26": Code("a key twice", "The same region, industry and year must come once only."),
    "CLW-T27": Code(
        "codes lost a leading zero",
        "Codes of one level have one length; a spreadsheet that saves them as numbers cuts zeros.",
    ),
    "CLW-T28": Code("an empty key", "Region, industry and year must be given in every row."),
    "CLW-T31": Code("a code nobody knows", "A code is not in the table that lists such codes."),
    "CLW-T33": Code("a region within itself", "Parents must lead to the top and never back."),
    "CLW-T34": Code("a negative count", "Employment, establishments and areas are 0 or more."),
    "CLW-T38": Code("an infinite value", "Numbers must be finite."),
    "CLW-T39": Code("a year out of range", "Years have four digits; two are never guessed."),
    "CLW-T42": Code("one code spelled in several ways", "Capital letters and spaces differ."),
    "CLW-T44": Code("a NUL byte", "The file is not text."),
    "CLW-T45": Code("a web page in place of a table", "The download failed; fetch it again."),
    "CLW-G01": Code("outlines that cannot be read", "The file is not valid GeoJSON."),
    "CLW-G07": Code("an outline that is not an area", "Regions need polygons."),
    "CLW-G08": Code("two outlines for one region", "Dissolve them, or keep one."),
    "CLW-G15": Code("outlines that are not in degrees", "GeoJSON is in degrees (RFC 7946)."),
    "CLW-G20": Code("a region without a value", "Moran's I is undefined with one value missing."),
    "CLW-G21": Code("all values equal", "Without variation there is nothing to share."),
    "CLW-G22": Code("too few regions", "Moran's I needs at least three with neighbours."),
    "CLW-G23": Code("no geography", "Neighbours need outlines or coordinates."),
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
    "CLW-F01": Code("a formula that cannot be read", "outcome ~ term + term | fixed_effect."),
    "CLW-F02": Code("text where a number is needed", "C(name) makes a category of a column."),
    "CLW-F03": Code("no row is left", "Every row lacks something the formula needs."),
    "CLW-F04": Code("no such term", "The fit has no coefficient of that name."),
    "CLW-F05": Code("an exact combination", "A term says nothing the others do not say."),
    "CLW-F06": Code("a name that is taken", "The model needs it for itself."),
    "CLW-F07": Code("fewer rows than coefficients", "Take terms out, or bring more rows."),
    "CLW-F08": Code("an outcome without variation", "There is nothing to explain."),
    "CLW-F09": Code("one cluster only", "Clustered errors need groups to compare."),
    "CLW-P01": Code("an unknown parameter", "The notebook's or measure's card lists them."),
    "CLW-P02": Code("a parameter of the wrong type", "The card says which type it takes."),
    "CLW-P03": Code("not a parameter name", "Names are letters, digits and underscores."),
    "CLW-P04": Code("a parameter out of range", "The card says which values are allowed."),
    "CLW-P07": Code("an unknown choice", "The card lists the choices."),
    "CLW-P08": Code("a required value is missing", "It has no default that could stand in."),
    "CLW-P11": Code("not a finite number", "nan and infinity are not taken."),
    "CLW-P14": Code("not plain data", "Parameters are text, numbers, true or false, and lists."),
    "CLW-P16": Code("control characters in a text", "Parameters are printable text."),
    "CLW-P17": Code("a secret as a parameter", "Parameters are printed and kept on disk."),
    "CLW-P20": Code("a parameters cell that cannot be read", "One plain assignment a line."),
    "CLW-P21": Code("a parameter without a type", "Annotate it: name: str | None = None."),
    "CLW-P22": Code("an assignment without an equals sign", "-p key=value."),
    "CLW-P23": Code("a parameter set twice", "Give each parameter once."),
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
    "CLW-R11": Code(
        "characters without a font",
        "The page's font lacks some characters, so another machine may not show them.",
    ),
    "CLW-R99": Code("a fault of the workbench", "Not yours: please report it with --debug."),
    "CLW-R10": Code("an input changed during the run", "The report would mix two states of it."),
}
