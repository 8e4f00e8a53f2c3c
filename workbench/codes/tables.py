"""What do the codes about tables and their cells mean."""

from workbench.codes._code import Code

CODES: dict[str, Code] = {
    "CLW-T01": Code(
        "another encoding than declared",
        "Text is UTF-8 unless declared otherwise. The remedy names the encoding that fits the "
        "bytes; look at the value to see whether its names read well.",
    ),
    "CLW-T02": Code(
        "UTF-16 text", 'Some spreadsheets save "Unicode text" so. Declare it, or save as UTF-8.'
    ),
    "CLW-T03": Code("an empty file", "There is no header to read."),
    "CLW-T04": Code("another delimiter", "Columns are separated by commas, unless declared."),
    "CLW-T05": Code(
        "tabs in a .csv file",
        "Columns are separated by commas, unless declared; in .tsv files by tabs.",
    ),
    "CLW-T06": Code(
        "decimals with a comma", "Numbers have a point before decimals, unless declared."
    ),
    "CLW-T07": Code(
        "a thousands separator",
        "1,100 may be eleven hundred or one point one: say which by declaring the mark.",
    ),
    "CLW-T08": Code(
        "full-width digits",
        "Digits as Chinese and Japanese input writes them; normalised when asked for.",
    ),
    "CLW-T09": Code("a sign or unit in a cell", "The unit belongs to the column, not to the cell."),
    "CLW-T10": Code(
        "a cell of the wrong type",
        "A column of numbers holds text. An empty cell means missing; suppressed values are empty "
        "with the flag suppressed, or a token that is declared so.",
    ),
    "CLW-T11": Code(
        "a spreadsheet error in a cell",
        "A formula of the spreadsheet failed, and its error was saved as if it were data.",
    ),
    "CLW-T12": Code("a required column is absent", "The schema asks for it in this table."),
    "CLW-T13": Code(
        "a title above the header", "The names of the columns are not in the first row."
    ),
    "CLW-T14": Code(
        "a row of units below the header", "Units belong to the column's card, not among the data."
    ),
    "CLW-T15": Code("a note below the data", "The last rows are text about the table, not data."),
    "CLW-T16": Code(
        "a total among its parts",
        "A row is about a region or industry that other rows divide, says by its name that it is a "
        "total, or holds the sum of others; adding up would count it twice.",
    ),
    "CLW-T17": Code(
        "every row has more fields than the header",
        "Columns would shift by one: a name is missing, or a separator too many.",
    ),
    "CLW-T18": Code(
        "a row with too many fields", "Most often a text with a comma that is not quoted."
    ),
    "CLW-T19": Code("a row with too few fields", "Each row needs as many fields as the header."),
    "CLW-T20": Code("a row that is not CSV", "Most often a quote that is opened and not closed."),
    "CLW-T21": Code("a column name twice", "Every column needs a name of its own."),
    "CLW-T22": Code("a column without a name", "A column with data has no name."),
    "CLW-T23": Code("spaces around a column name", "The name is read without them."),
    "CLW-T24": Code(
        "spoilt characters",
        "The file was once opened with the wrong encoding and saved so: names are damaged.",
    ),
    "CLW-T25": Code("no header", "The first row holds data, so nobody knows what the columns are."),
    "CLW-T26": Code(
        "a key twice",
        "The same region, industry and year (and size class, where there is one) must come once "
        "only; the message names both rows.",
    ),
    "CLW-T27": Code(
        "codes lost a leading zero",
        "Codes of one level have one length; a spreadsheet that saves them as numbers cuts zeros.",
    ),
    "CLW-T28": Code("an empty key", "Region, industry and year must be given in every row."),
    "CLW-T29": Code(
        "a code that was read as a number",
        '330300.0, 3.303E+05, #REF! and ="330300" are what programs make of codes.',
    ),
    "CLW-T30": Code(
        "a character that cannot be seen, or looks like another",
        "Zero-width spaces, Cyrillic А for Latin A, O for 0, 巿 for 市: equal to the eye, and "
        "another code to a computer.",
    ),
    "CLW-T31": Code("a code nobody knows", "A code is not in the table that lists such codes."),
    "CLW-T32": Code(
        "a name and a code that disagree",
        "The name belongs to another code, so nobody knows whose the numbers are.",
    ),
    "CLW-T33": Code("a region within itself", "Parents must lead to the top and never back."),
    "CLW-T34": Code("a negative count", "Employment, establishments and areas are 0 or more."),
    "CLW-T35": Code(
        "a region without anything",
        "Shares of nothing are undefined (0/0); they are shown as missing, with the reason.",
    ),
    "CLW-T36": Code(
        "parts above their total",
        "The parts of a region sum to more than what is stated for it, or a column that counts a "
        "part (exports of output, women of all workers) is above the column of its whole.",
    ),
    "CLW-T37": Code(
        "a thousand times the others",
        "A cell, or a whole year, is hundreds of times what comparable cells are: persons for "
        "thousand persons, or yuan for ten thousand. A warning, until corrected or confirmed.",
    ),
    "CLW-T38": Code("an infinite value", "Numbers must be finite."),
    "CLW-T39": Code("a year out of range", "Years have four digits; two are never guessed."),
    "CLW-T40": Code(
        "a number that stands for a missing value",
        "-99, 9999 and the like are how old programs wrote a missing value; read as numbers they "
        "would be counted.",
    ),
    "CLW-T41": Code(
        "a region absent in a year", "Nearly all others have rows then; absent is not zero."
    ),
    "CLW-T42": Code(
        "one code spelled in several ways",
        "Capitals, spaces, full-width letters or end signs differ: one industry would become two.",
    ),
    "CLW-T43": Code("nothing but missing values", "A column or indicator has no value in any row."),
    "CLW-T44": Code("a NUL byte", "The file is not text, or was damaged."),
    "CLW-T45": Code(
        "a web page or a server's answer in place of a table",
        "The download failed; fetch it again.",
    ),
    "CLW-T46": Code(
        "a text that looks like a formula",
        "Kept as text, and written as text to spreadsheets, so that it never runs.",
    ),
    "CLW-T47": Code("a text that looks like a script", "Kept as text, and escaped on every page."),
    "CLW-T48": Code(
        "a file that is not of its kind",
        "The file is broken, or its name says another kind than its bytes.",
    ),
    "CLW-T49": Code(
        "a header of several rows",
        "Merged cells above the columns: declare how many rows the header has.",
    ),
    "CLW-T50": Code(
        "formulas without values", "The workbook was written by a program that does not calculate."
    ),
    "CLW-T51": Code("dates among other cells", "Spreadsheets turn codes such as 10-12 into dates."),
    "CLW-T52": Code("codes kept as numbers", "Numbers lose leading zeros; codes are text."),
    "CLW-T53": Code("an empty row among the rows", "It is left out and told."),
    "CLW-T54": Code(
        "an archive that would grow too large", "Archives are measured before they are opened."
    ),
    "CLW-T55": Code("a repair that was asked for", "It is counted, told, and kept on record."),
    "CLW-T56": Code("several sheets", "Say which sheet or layer holds the table."),
    "CLW-T57": Code(
        "hidden rows or columns", "They are read like the others; you may not have seen them."
    ),
    "CLW-T58": Code(
        "one name for two codes", "Perhaps one place or industry that was counted under two codes."
    ),
    "CLW-T59": Code(
        "levels side by side",
        "Sections beside divisions, or codes beside those that begin like them, overlap when "
        "added up.",
    ),
    "CLW-T60": Code(
        "a code unlike its parent's",
        "Nearly all codes of the table begin like the code of their parent; this one does not.",
    ),
    "CLW-T61": Code(
        "fewer workers than firms", "True where owners are not counted; else columns are swapped."
    ),
    "CLW-T62": Code("parts of establishments", "Counts are whole, unless they are weighted."),
    "CLW-T63": Code(
        "impossibly large establishments, or none",
        "Most often workers in one unit and firms in another, or 0 for what is not known.",
    ),
    "CLW-T64": Code(
        "cells that tell of single firms",
        "With one or two establishments in a cell, its numbers are theirs. Published tables hide "
        "such cells.",
    ),
    "CLW-T65": Code("an unknown flag", "Flags are suppressed, imputed and not_applicable."),
    "CLW-T66": Code(
        "a cell that contradicts its flag",
        "Missing, zero, suppressed and not applicable are four things.",
    ),
    "CLW-T67": Code(
        "an incomplete card",
        "Each indicator has a name, a unit and a direction: higher is better, lower is better, or "
        "context.",
    ),
    "CLW-T68": Code("fractions and percentages in one column", "0.12 and 12 for the same share."),
    "CLW-T69": Code("a point astray", "At 0, 0, swapped, or with the wrong sign."),
    "CLW-T70": Code("nothing to divide by", "A density needs an area and a rate needs people."),
    "CLW-T71": Code("a share beyond its range", "Below 0, above 1 or 100 %, or too much in sum."),
    "CLW-T72": Code("an indicator that never varies", "It can explain no difference."),
    "CLW-T73": Code(
        "a number out of range", "Latitudes end at 90, longitudes at 180; strength is 0 to 3."
    ),
    "CLW-T74": Code("a link to itself", "A link joins two actors."),
    "CLW-T75": Code(
        "a size class that contradicts the workers",
        "Micro has fewer than 10 workers, small fewer than 50, medium fewer than 250 (European "
        "Commission, Recommendation 2003/361/EC).",
    ),
}
