"""What do the codes about outlines, neighbours and divisions mean."""

from workbench.codes._code import Code

CODES: dict[str, Code] = {
    "CLW-G01": Code(
        "outlines that cannot be read",
        "Outlines are read from GeoJSON, GeoPackage and Shapefile only, and from files, never "
        "from an address. Other formats can be turned into one of these in QGIS.",
    ),
    "CLW-G02": Code(
        "an unknown coordinate reference system",
        "The file does not say what its coordinates are, or names a system nobody knows. Nothing "
        "is guessed: declare it with --read crs=EPSG:4326, or whichever it is.",
    ),
    "CLW-G03": Code(
        "latitude and longitude swapped",
        "Coordinates are [longitude, latitude]. Told only where there is evidence: a latitude "
        "beyond 90 degrees, the area where the system is used, or the study's own coordinates.",
    ),
    "CLW-G04": Code(
        "an outline that is not a valid polygon",
        "Rings that cross themselves, lie wrong or are not closed have no certain area. The "
        "message names the region and the place.",
    ),
    "CLW-G05": Code("an empty outline", "A polygon without corners has neither area nor place."),
    "CLW-G06": Code("a feature without a shape", "It has a code, and nothing is drawn for it."),
    "CLW-G07": Code("an outline that is not an area", "Regions need polygons."),
    "CLW-G08": Code("two outlines for one region", "Dissolve them, or keep one."),
    "CLW-G09": Code(
        "outlines that overlap",
        "Shares of area would be counted twice. Simplified borders overlap a little: less than "
        "1 % of the smaller outline is not told, up to 5 % is a warning, more is an error.",
    ),
    "CLW-G10": Code("a shapefile that ends early", "Its header promises more than the file holds."),
    "CLW-G11": Code(
        "the .dbf is missing, or another's",
        "Its rows hold the shapes' codes, in their order.",
    ),
    "CLW-G12": Code(
        "the .shx is missing or damaged",
        "The index of the shapes can be rebuilt from the .shp: --read restore_shx=true. It is "
        "rebuilt in a copy; your files stay as they are.",
    ),
    "CLW-G13": Code(
        "text in an unstated encoding",
        "A shapefile says in its .cpg how its text is to be read. Where it does not, Chinese "
        "names turn into signs; --read encoding=gb18030 reads most of them.",
    ),
    "CLW-G14": Code(
        "outlines that lie elsewhere",
        "The coordinates do not fit the system they are said to be in, or lie away from the "
        "longitude and latitude that the table regions has for the same codes.",
    ),
    "CLW-G15": Code("outlines that are not in degrees", "GeoJSON is in degrees (RFC 7946)."),
    "CLW-G16": Code(
        "region codes that are numbers",
        "Numbers have no leading zeros. They are read as text, and get the zeros back that the "
        "codes of the table regions show; both is told.",
    ),
    "CLW-G17": Code(
        "a region without a neighbour, or one missed by a hair",
        "An island touches nothing; spatial statistics leave it out by name. Outlines that come "
        "within 100 metres of each other without touching are told, for the gap may be drawn.",
    ),
    "CLW-G18": Code(
        "an outline with a sliver",
        "A part of a few square metres is a trace of drawing. It may touch regions that the "
        "region itself does not touch.",
    ),
    "CLW-G19": Code(
        "outlines and regions that do not match",
        "They are joined by code, never by position. Where no code matches, nothing can be drawn; "
        "where an outline has another region's name, its code may be wrong.",
    ),
    "CLW-G20": Code("a region without a value", "Moran's I is undefined with one value missing."),
    "CLW-G21": Code("all values equal", "Without variation there is nothing to share."),
    "CLW-G22": Code("too few regions", "Neighbours need two, and Moran's I four with neighbours."),
    "CLW-G23": Code("no geography", "Neighbours need outlines or coordinates."),
    "CLW-G24": Code(
        "outlines without region codes",
        "A column called region holds the codes. Another column is taken only if it is the one "
        "that holds codes of the table regions, and that is told.",
    ),
    "CLW-G25": Code(
        "an area that the outline does not have",
        "area_km2 and the outline differ by more than a factor of 1.5, or by the factor between "
        "two units, such as hectares.",
    ),
    "CLW-G26": Code(
        "a layer that holds no outlines, or is not named",
        "A GeoPackage may have several layers: --read sheet=NAME says which.",
    ),
    "CLW-G27": Code("one outline under two codes", "Two regions cannot fill the same ground."),
    "CLW-G28": Code(
        "outlines that were turned into degrees",
        "The file states a system in metres; its coordinates were brought to EPSG:4326.",
    ),
    "CLW-G29": Code("coordinates that are no numbers", "The outline cannot be drawn or measured."),
    "CLW-G70": Code(
        "too few permutations",
        "A p value from permutations is at least one in their number, twice that where it has "
        "two sides. With a test a region, small p values are needed to find anything.",
    ),
}
