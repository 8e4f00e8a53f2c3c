"""A form as a study of its own, so that whatever reads studies reads what was filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from workbench.data.study import DESCRIPTOR
from workbench.data.writing import (
    fresh_descriptor,
    study_name,
    table_resource,
    write_descriptor,
    write_whole,
)
from workbench.fieldwork._instrument import Card, Form


def keep_as_study(form: Form, card: Card, folder: str | Path) -> Path:
    """Write the sheets of a form as a study; one that is there is written over.

    Parameters
    ----------
    form
        What was filled in, checked.
    card
        Of the instrument: which sheets there are, and of which types their columns.
    folder
        Of the study.

    Returns
    -------
    The folder.
    """
    home = Path(folder)
    home.mkdir(parents=True, exist_ok=True)
    descriptor = fresh_descriptor(home)
    descriptor |= {"name": study_name(form.study.name), "title": form.study.title}
    descriptor["sources"] = [{"title": f"filled in for: {card.question}"}]
    if form.is_synthetic:
        descriptor["usage_warnings"] = [{"code": "synthetic"}]
    descriptor["resources"] = [
        _resource(form, card, name, home) for name in card.sheets if name in form
    ]
    write_descriptor(home, descriptor)
    return home


def _resource(form: Form, card: Card, name: str, home: Path) -> dict[str, Any]:
    table, types = form.table(name), card.sheets[name].table.columns
    path = home / f"{name}.csv"
    write_whole(path, table.to_csv(index=False, lineterminator="\n").encode())
    fields = [{"name": str(c), "type": types.get(str(c), "string")} for c in table]
    confirmed = sorted({p.code for p in form.flags if p.is_warning})
    return table_resource(name, path) | {"schema": {"fields": fields}, "confirmed": confirmed}


def is_study(source: str) -> bool:
    """Whether something is a study already, and no workbook or folder of sheets.

    Examples
    --------
    >>> is_study("synthetic_dairy_cluster"), is_study("plan.xlsx")
    (True, False)
    """
    from workbench.data.study import studies

    path = Path(source)
    return source in studies or path.name == DESCRIPTOR or (path / DESCRIPTOR).is_file()
