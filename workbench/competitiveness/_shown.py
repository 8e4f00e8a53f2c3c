"""How does a result look in a terminal and in a notebook: its words, and the head of its table."""

from __future__ import annotations

import html

import pandas as pd

FIRST = 10  # rows of the short form


def as_text(words: str, table: pd.DataFrame, most: int | None = FIRST) -> str:
    """The words, the first rows of the table, and how many more there are."""
    more = 0 if most is None else len(table) - most
    head = (table if most is None else table.head(most)).to_string(index=False)
    return f"{words}\n\n{head}" + (f"\n… and {more} more" if more > 0 else "")


def as_html(words: str, table: pd.DataFrame, most: int | None = FIRST) -> str:
    """The same for a notebook."""
    lines = "<br>".join(html.escape(line) for line in words.splitlines())
    head = table if most is None else table.head(most)
    return f"<p>{lines}</p>{head.to_html(index=False, border=0)}"
