"""What do the codes about studies and their descriptors mean."""

from workbench.codes._code import Code

CODES: dict[str, Code] = {
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
    "CLW-S14": Code(
        "a layout that cannot be read",
        "--read takes key=value; the keys are encoding, sep, decimal, thousands, sheet, "
        "header_row, header_rows, unit_row, skip_footer, missing, missing_codes, "
        "normalize_digits, pad_codes, on_duplicate, drop_totals, restore_shx, confirmed and crs.",
    ),
    "CLW-S15": Code(
        "two files disagree",
        "Two lists say different things of the same code; the file that is named first is "
        "believed, and what the others say of it is left out.",
    ),
}
