"""What do the codes about firm registers (A) mean."""

from workbench.codes._code import Code

CODES: dict[str, Code] = {
    "CLW-A01": Code(
        "a register without a needed column",
        "Each row needs a region (or a point and outlines) and an industry; --map names the "
        "columns.",
    ),
    "CLW-A02": Code(
        "no register of firms",
        "A register is a CSV or Parquet file, a folder or pattern of files of one kind, or a table "
        "of the engine.",
    ),
    "CLW-A03": Code(
        "files with different columns",
        "The files of one register have the same columns in the same order.",
    ),
    "CLW-A04": Code(
        "codes as whole numbers",
        "A number has no zeros at its beginning: 033 becomes 33 and meets no code of other tables. "
        "Save codes as text.",
    ),
    "CLW-A05": Code(
        "a column of a type that cannot serve",
        "Codes are text, employment is a number, years are numbers, text or dates.",
    ),
    "CLW-A06": Code(
        "size classes that cannot be computed",
        "They come from the employment of single establishments.",
    ),
    "CLW-A07": Code(
        "rows without employment",
        "Missing is not zero: the establishments count, the employment of their cell is the sum of "
        "the others, and a column says how many are without.",
    ),
    "CLW-A08": Code("a point outside all outlines", "It has no region."),
    "CLW-A09": Code(
        "a point in several outlines", "Outlines overlap, or the point lies on a border."
    ),
    "CLW-A10": Code(
        "a row without a point in degrees",
        "Longitude or latitude is empty, not a number, or beyond 180 or 90: metres must be turned "
        "into degrees first.",
    ),
    "CLW-A11": Code(
        "Spark is not installed", "The engine spark needs PySpark and Java 17 or later."
    ),
    "CLW-A12": Code("a Spark master does not answer", "Nothing listens at spark://host:port."),
    "CLW-A13": Code(
        "no such engine", "An engine is duckdb, spark, or a URL that Ibis connects to."
    ),
    "CLW-A14": Code(
        "a register that the engine cannot read",
        "Most often a row with too few or too many fields, or text that is not UTF-8.",
    ),
    "CLW-A15": Code("rows without a size class", "They are in a class of their own: not_stated."),
    "CLW-A16": Code("very many size classes", "The column may hold numbers of persons."),
    "CLW-A17": Code(
        "the rule of dominance does not apply",
        "Where rows are counts of establishments nobody knows the largest firm.",
    ),
    "CLW-A18": Code(
        "points in a table of an engine",
        "Points are placed in outlines for registers in files; export the table as Parquet first.",
    ),
}
