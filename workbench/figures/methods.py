"""How was it done: measures, rules, estimators and attacks with formula and source, by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from workbench.errors import UnknownName, unknown
from workbench.figures.exhibit import METADATA, Bundle
from workbench.shelf import Shelf


@dataclass(frozen=True)
class Method:
    """One method as a page tells it: its kind and name, what it asks, how, and who says so."""

    kind: str
    name: str
    question: str
    formula: str
    source: str
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Methods:
    """The methods a page has used; the page lists them once, in its section on methods.

    Parameters
    ----------
    names
        Names of measures, rules, estimators, attacks or recipes. A name on two shelves is taken
        from the first; `"estimator/shift_share"` says which is meant.

    Raises
    ------
    UnknownName
        If no shelf has such a name; with the nearest names, for all of them at once.

    Examples
    --------
    >>> Methods(["location_quotient"])  # doctest: +ELLIPSIS
    location quotient (measure): ...
    """

    names: Sequence[str]

    def __post_init__(self) -> None:
        known = method_names()
        wrong = [name for name in self.names if name not in known]
        if wrong:
            kinds = "measure, rule, estimator, attack or recipe"
            raise UnknownName([unknown("CLW-N11", kinds, name, known) for name in wrong])

    @property
    def items(self) -> list[Method]:
        """The methods in the order of their names."""
        return [method(name) for name in dict.fromkeys(self.names)]

    def __repr__(self) -> str:
        return "\n".join(
            f"{item.name.replace('_', ' ')} ({item.kind}): {item.formula} {item.source}"
            for item in self.items
        )

    def _repr_mimebundle_(self, **_: Any) -> Bundle:
        payload = {"kind": "methods", "items": [asdict(item) for item in self.items]}
        return {"text/plain": repr(self)}, {METADATA: payload}


def method_names() -> dict[str, tuple[str, str]]:
    """Every name of a method, alone and as "kind/name", with its kind and its name."""
    found = {}
    for kind, shelf in reversed(list(_shelves().items())):  # so that the first shelf wins
        for name in shelf:
            found[name] = found[f"{kind}/{name}"] = (kind, name)
    return found


def method(name: str) -> Method:
    """The method called `name`, which is one of `method_names`."""
    kind, own = method_names()[name]
    card = _shelves()[kind][own].card.as_record()
    how = next(card[key] for key in ("formula", "criteria", "method", "equation") if key in card)
    source = card.get("source") or card.get("papers", ())
    return Method(
        kind, own, str(card["question"]), _sentence(how), _sentence(source), tuple(card["caveats"])
    )


def _sentence(parts: str | Sequence[str]) -> str:
    """A text, or several as one."""
    return parts if isinstance(parts, str) else "; ".join(parts)


def _shelves() -> Mapping[str, Shelf[Any]]:
    from workbench.measures import measures
    from workbench.models.attacks import attacks
    from workbench.models.estimators import estimators
    from workbench.models.recipes import recipes
    from workbench.rules import rules

    return {
        "measure": measures,
        "rule": rules,
        "estimator": estimators,
        "attack": attacks,
        "recipe": recipes,
    }
