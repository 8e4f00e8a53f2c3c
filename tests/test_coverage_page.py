"""Does docs/coverage.md name only what exists: files, functions, drawings, commands, tables."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from typer.main import get_command

from workbench import figures
from workbench.cli import app
from workbench.fieldwork import casebook
from workbench.hypotheses import hypotheses
from workbench.measures import measures

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
HYPOTHESIS = re.compile(r"^\| (H\d+) \| (.+?) \| `(\w+)` \|$", re.M)
CONTRADICTION = re.compile(
    r"^\| (C\d) \| (.+?) \((\d+) against (\d+)\) \| (H\d+|fact cards).* \|$", re.M
)


def is_command(words: str) -> bool:
    here = get_command(app)
    for word in words.split()[1:]:
        if not hasattr(here, "commands"):
            return True  # what follows is a name for the command
        if word not in here.commands:
            return False
        here = here.commands[word]
    return True


def is_file(name: str) -> bool:
    places = (ROOT, ROOT / "workbench", ROOT / "data" / "casebook")
    stems = {notebook.stem for notebook in (ROOT / "notebooks").glob("**/*.ipynb")}
    stems |= {stem.partition("_")[2] for stem in stems}
    return any((place / name).exists() for place in places) or name in stems


@cache
def source_of(room: str) -> str:
    files = (ROOT / "workbench" / room).rglob("*.py")
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def is_of_the_package(name: str) -> bool:
    """A function of the casebook, a drawing, a measure, a claim, or a table of an instrument."""
    room, _, function = name.rpartition(".")
    if room:
        return room == "casebook" and hasattr(casebook, function)
    if hasattr(figures, name) or name in {*measures, *hypotheses}:
        return True
    is_table = f'"{name}"' in source_of("fieldwork") or f"def {name}(" in source_of("fieldwork")
    return f"\ndef {name}(" in source_of("figures") or is_table


def is_there(name: str) -> bool:
    if name.startswith("workbench "):
        return is_command(name)
    return is_file(name) or is_of_the_package(name)


def test_what_the_page_names_is_there():
    names = set(re.findall(r"`([^`]+)`", PAGE))
    assert len(names) > 100
    assert not sorted(name for name in names if not is_there(name))


def test_names_that_are_not_there_are_noticed():
    wrong = {
        "fieldwork/typs/firms.py",
        "casebook.overlap",
        "bar_of_radar",
        "gaps_by_town",
        "workbench appraisals",
        "workbench new workshop",
    }
    assert not sorted(name for name in wrong if is_there(name))


def test_each_claim_stands_with_its_number_and_documents():
    told = {name: (number, documents) for number, documents, name in HYPOTHESIS.findall(PAGE)}
    cards = {name: hypotheses[name].hypothesis for name in hypotheses}
    assert told == {name: (card.number, ", ".join(card.documents)) for name, card in cards.items()}


def test_each_contradiction_stands_with_its_sides_and_its_test():
    own = casebook.contradictions()
    own["hypothesis"] = own["hypothesis"].fillna("fact cards")
    columns = ["contradiction", "subject", "document_a", "document_b", "hypothesis"]
    assert CONTRADICTION.findall(PAGE) == [*own[columns].itertuples(index=False, name=None)]
