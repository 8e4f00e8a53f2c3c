"""What do all codes mean, on one page: `python -m workbench.codes > docs/codes.md`."""

from __future__ import annotations

from workbench.codes import LETTERS, parts

INTRODUCTION = """\
# What the codes mean

Every complaint carries a stable code. It names the file, the row as a spreadsheet counts it (the
header is row 1), the column, the value as it was found, what was expected, and what to do. The
same text comes from `workbench show CODE`. This page is made by `python -m workbench.codes`.
"""


def page() -> str:
    """The page, a heading a code.

    Examples
    --------
    >>> "### CLW-T26" in page()
    True
    """
    lines = [INTRODUCTION]
    for letter, codes in parts():
        lines.append(f"## {letter}: {LETTERS[letter]}\n")
        lines += [f"### {code}\n\n**{c.title}.** {c.meaning}\n" for code, c in codes.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    print(page(), end="")
