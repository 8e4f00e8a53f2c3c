"""What does casebook hold: what five documents say, claim by claim, each with its place."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
from _package import HERE, Words

from workbench.competitiveness.facts import GRADES, LIMITS, Fact, facts
from workbench.hypotheses._documents import figures

RECORDS = HERE / "casebook_records"
TABLE_1 = HERE.parent / "zhejiang_guangdong" / "places.csv"
INTEGERS = ("position", "stage", "year", "gate_low", "gate_high", "difference", "recommendation")


def tables(text: Words) -> dict[str, pd.DataFrame]:
    """The tables of the study by name."""
    told = _records()
    plain = {
        name: part if isinstance(part, list) else part["rows"]
        for name, part in told.items()
        if isinstance(part, list) or "rows" in part
    }
    made = {
        "cooperation_attributes": _numbered(plain.pop("attributes")),
        "cooperation_overlaps": told["together"]["overlaps"],
        "cooperation_differences": plain.pop("differences"),
        "cooperation_forms": list(_forms(told["forms"])),
        "cooperation_matrix": list(_matrix(told["forms"], told["attributes"])),
        "evidence_grades": list(_grades(told["grades"])),
        "numbers": list(_numbers(plain.pop("numbers"))),
    }
    return {name: _table(rows, name, text) for name, rows in (plain | made).items()}


def outlines() -> list[dict[str, Any]]:
    """None: documents have no outlines."""
    return []


def _records() -> dict[str, Any]:
    """The records of all files together."""
    found: dict[str, Any] = {}
    for path in sorted(RECORDS.glob("*.toml")):
        found |= tomllib.loads(path.read_text(encoding="utf-8"))
    return found


def _table(rows: list[dict[str, Any]], name: str, text: Words) -> pd.DataFrame:
    """Rows as a table with every column its words describe; whole numbers stay whole."""
    (columns,) = (list(one["fields"]) for one in text["tables"] if one["name"] == name)
    extra = {column for row in rows for column in row} - set(columns)
    if extra:
        raise ValueError(f"{name}: no words for {sorted(extra)}")
    table = pd.DataFrame(rows, columns=columns)
    whole = {column: "Int64" for column in INTEGERS if column in columns}
    return table.replace("", None).astype(whole)


def _numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"position": place} for place, row in enumerate(rows, 1)]


def _forms(forms: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Each form in words, in the order in which the document lists them."""
    for place, (form, record) in enumerate(forms.items(), 1):
        own = {column: record[column] for column in ("says", "where")}
        yield {"form": form, "position": place, "document": "000"} | own


def _matrix(forms: Mapping[str, Any], attributes: list[Any]) -> Iterator[dict[str, Any]]:
    """Each form by each attribute; what the document does not say is not said."""
    for form, record in forms.items():
        for one in attributes:
            answer = record.get(one["attribute"], "not said")
            row = {"form": form, "attribute": one["attribute"], "answer": answer}
            yield row | {"document": "000", "where": record["where"]}


def _grades(grades: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The grades of claims, and those of figures as the fact cards have them."""
    for kind, meanings in (("claim", grades), ("figure", GRADES)):
        for grade, meaning in meanings.items():
            yield {"kind": kind, "evidence": grade, "meaning": meaning}


def _numbers(own: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Numbers of the fact cards, of the claims under test, and those recorded here alone."""
    yield from map(_of_card, facts().values())
    yield from (_of_figure(name, record) for name, record in figures().items())
    places = pd.read_csv(TABLE_1).query("in_table_1")["province"].value_counts()
    for record in own:
        counted = {"value": int(places[record["counted_in"]])} if "counted_in" in record else {}
        kept = {column: cell for column, cell in record.items() if column != "counted_in"}
        yield {"kept_in": "casebook", "is_printed": True} | kept | counted


def _of_card(card: Fact) -> dict[str, Any]:
    """A figure of a fact card, with the later official figures that can be set beside it."""
    later = [one.value for one in card.official if one.relation not in LIMITS]
    return {
        "number": card.name,
        "document": card.document[:3],
        "where": card.where,
        "quantity": card.statement,
        "kind": card.relation,
        "value": card.figure,
        "unit": card.unit,
        "form": "figure" if card.relation in {"about", "equal"} else "word",
        "is_printed": True,
        "kept_in": "fact cards",
        "evidence": card.evidence,
        "official_lowest": min(later, default=None),
        "official_highest": max(later, default=None),
        "verdict": _verdict(card, later),
    }


def _verdict(card: Fact, later: list[float]) -> str:
    """Where the later official figures lie, without saying that they measure the same."""
    if not later:
        return "no later figure"
    is_above = [value > card.figure for value in later]
    if card.relation == "more than":
        return "later figures agree" if all(is_above) else "later figures disagree"
    if all(is_above) or not any(is_above):
        return f"later figures are {'higher' if is_above[0] else 'lower'}"
    return "later figures lie on both sides"


def _of_figure(name: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """A figure that a claim under test rests on."""
    is_printed = "source" not in record
    place = str(record["where"])
    return {
        "number": name,
        "document": record["document"],
        "where": f"section {place}",
        "quantity": record["wording"],
        "kind": record["kind"],
        "value": record["value"],
        "high": record.get("highest"),
        "threshold": record.get("threshold"),
        "unit": record["unit"],
        "form": "figure",
        "is_printed": is_printed,
        "kept_in": "hypotheses",
        "evidence": "D" if is_printed else "C",
        "note": record.get("note", record.get("source")),
    }
