"""Was the claim fixed beforehand: the register of hypotheses.

The register holds what was fixed of each hypothesis, with its fingerprint. It is a file beside
the hypotheses; `python -m workbench.hypotheses` adds what is not in it yet, and never changes a
line that is there. A hypothesis that was changed later keeps its line, and every verdict on it
says what was changed. Whoever brings new data can see that nothing was fitted to them. The makers
of the register knew the studies that are shipped, so for those it shows less: that nothing was
changed since.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from workbench.hypotheses._card import Hypothesis

REGISTER = Path(__file__).with_name("register.toml")
# what a reader must be able to compare; the fingerprint covers everything else too
FIXED = ("claim", "estimand", "measure", "recipe", "kind", "smallest_effect", "unit", "refuter")


@cache
def register() -> Mapping[str, Mapping[str, Any]]:
    """What was registered, by the hypothesis's number."""
    return tomllib.loads(REGISTER.read_text(encoding="utf-8")) if REGISTER.exists() else {}


def standing(card: Hypothesis) -> str:
    """Whether a hypothesis is as it was registered, in words; what was changed where it was.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from workbench.hypotheses import hypotheses
    >>> card = hypotheses["density_raises_productivity"].hypothesis
    >>> standing(card)
    'as registered'
    >>> standing(replace(card, smallest_effect=0.5))
    'changed after it was registered: smallest effect 0.01, now 0.5'
    """
    entry = register().get(card.number)
    if entry is None:
        return "not registered"
    if entry["fingerprint"] == card.fingerprint:
        return "as registered"
    now = asdict(card)
    changed = [
        f"{name.replace('_', ' ')} {entry[name]}, now {now[name]}"
        for name in FIXED
        if entry[name] != now[name]
    ]
    return f"changed after it was registered: {'; '.join(changed) or 'needs or caveats'}"


def entries(cards: Iterable[Hypothesis]) -> str:
    """The lines that a register lacks, as TOML."""
    fresh = [card for card in cards if card.number not in register()]
    return "".join(_entry(card) for card in fresh)


def _entry(card: Hypothesis) -> str:
    fields = asdict(card)
    lines = [f"{name} = {toml_value(fields[name])}" for name in FIXED]
    return f"[{card.number}]\n" + "\n".join(
        [*lines, f"fingerprint = {toml_value(card.fingerprint)}", "", ""]
    )


def toml_value(value: object) -> str:
    """A text or a number as TOML writes it."""
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    return repr(value)
