"""Tables as a form, without a file."""

from __future__ import annotations

from pathlib import Path

from workbench.data import Study
from workbench.fieldwork import Form
from workbench.fieldwork._instrument import Tables


def form_of(tables: Tables) -> Form:
    """A form that was filled in with these tables."""
    return Form(Study("made", Path("made"), {"name": "made", "resources": []}, tables))
