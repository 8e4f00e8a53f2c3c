"""How do NAICS codes nest: sectors, their digits, and the states by number.

NAICS, the North American Industry Classification System: a code of n digits lies in the code of
its first n - 1; sectors are two digits, and three of them are spans (31-33, 44-45, 48-49).
"""

from __future__ import annotations

SPANS = {
    "31": "31-33",
    "32": "31-33",
    "33": "31-33",
    "44": "44-45",
    "45": "44-45",
    "48": "48-49",
    "49": "48-49",
}
TOTAL = "00"
SECTOR_DIGITS, MOST_DIGITS = 2, 6

# Federal information processing codes of the states and of the District of Columbia.
STATES = dict(
    line.split(" ", 1)
    for line in """\
01 Alabama
02 Alaska
04 Arizona
05 Arkansas
06 California
08 Colorado
09 Connecticut
10 Delaware
11 District of Columbia
12 Florida
13 Georgia
15 Hawaii
16 Idaho
17 Illinois
18 Indiana
19 Iowa
20 Kansas
21 Kentucky
22 Louisiana
23 Maine
24 Maryland
25 Massachusetts
26 Michigan
27 Minnesota
28 Mississippi
29 Missouri
30 Montana
31 Nebraska
32 Nevada
33 New Hampshire
34 New Jersey
35 New Mexico
36 New York
37 North Carolina
38 North Dakota
39 Ohio
40 Oklahoma
41 Oregon
42 Pennsylvania
44 Rhode Island
45 South Carolina
46 South Dakota
47 Tennessee
48 Texas
49 Utah
50 Vermont
51 Virginia
53 Washington
54 West Virginia
55 Wisconsin
56 Wyoming""".splitlines()
)


def plain_code(printed: str) -> str:
    """The code that a bulk file prints with dashes or slashes up to six places.

    Examples
    --------
    >>> [plain_code(code) for code in ("------", "31----", "311///", "311111")]
    ['00', '31-33', '311', '311111']
    """
    digits = printed.strip().rstrip("-/")
    return SPANS.get(digits, digits) or TOTAL


def digits(code: str) -> int:
    """How many digits a code has; 0 for all industries together, and a sector has two."""
    if code == TOTAL:
        return 0
    return SECTOR_DIGITS if "-" in code else len(code)


def parent(code: str) -> str:
    """The code that holds this one; empty for a sector.

    Examples
    --------
    >>> [parent(code) for code in ("311111", "311", "31-33")]
    ['31111', '31-33', '']
    """
    if digits(code) <= SECTOR_DIGITS:
        return ""
    shorter = code[:-1]
    return SPANS.get(shorter, shorter)


def ancestors(code: str) -> list[str]:
    """The codes that hold this one, nearest first."""
    found: list[str] = []
    while code := parent(code):
        found.append(code)
    return found
