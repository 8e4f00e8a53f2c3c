"""What is an error code: a title, and what lies behind it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """A code in one line, and what lies behind it."""

    title: str
    meaning: str
