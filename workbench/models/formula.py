"""What does a model formula say: a small grammar, parsed here, with nothing evaluated.

    outcome ~ term + term | fixed_effect + fixed_effect

A term is a name, `log(name)`, a category `C(name)`, a power `name^2`, or an interaction of
these with `:`. A name is a column of the panel; anything else is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from workbench.errors import FormulaError, Problem

TOKEN = re.compile(r"(?P<name>[^\W\d]\w*)|(?P<number>[0-9]+)|(?P<mark>[~+:|^()])")
SPACE = re.compile(r"\s*")
TRANSFORMS = {"log": "log", "C": "category"}
GRAMMAR = "outcome ~ term + term | fixed_effect, where a term is x, log(x), C(x), x^2 or x:z"
POWERS = ("2", "3", "4", "5")

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Factor:
    """One column with its transformation: "identity", "log" or "category", and a power."""

    name: str
    transform: str = "identity"
    power: int = 1

    def __str__(self) -> str:
        inner = {"log": f"log({self.name})", "category": f"C({self.name})"}
        text = inner.get(self.transform, self.name)
        return text if self.power == 1 else f"{text}^{self.power}"


@dataclass(frozen=True)
class Formula:
    """A parsed formula: the outcome, the terms (each a product of factors), the fixed effects."""

    outcome: Factor
    terms: tuple[tuple[Factor, ...], ...]
    fixed_effects: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """Every column the formula needs, once, in order."""
        factors = [self.outcome, *(factor for term in self.terms for factor in term)]
        return list(dict.fromkeys([*(f.name for f in factors), *self.fixed_effects]))

    def __str__(self) -> str:
        right = " + ".join(":".join(map(str, term)) for term in self.terms) or "1"
        effects = f" | {' + '.join(self.fixed_effects)}" if self.fixed_effects else ""
        return f"{self.outcome} ~ {right}{effects}"


def parse(text: str) -> Formula:
    """Read a formula.

    Raises
    ------
    FormulaError
        If the text is not of the grammar; with the place where it leaves it.

    Examples
    --------
    >>> str(parse("log(gdp_per_head) ~ log(employment_density)+schooling|province"))
    'log(gdp_per_head) ~ log(employment_density) + schooling | province'
    >>> parse("y ~ x:z + x^2").names
    ['y', 'x', 'z']
    """
    reader = _Reader(text)
    outcome = reader.factor()
    reader.expect("~")
    terms = list(reader.separated(reader.term))
    effects = list(reader.separated(reader.name)) if reader.accept("|") else []
    reader.end()
    if outcome.transform == "category":
        raise reader.error("the outcome must be a number, not a category")
    unique = tuple(dict.fromkeys(term for term in terms if term))
    if effects and not unique:
        raise reader.error("beside fixed effects there must be a term")
    return Formula(outcome, unique, tuple(dict.fromkeys(effects)))


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(self._tokens())
        self.at = 0

    def _tokens(self) -> Iterator[tuple[str, str, int]]:
        position = self._after_space(0)
        while position < len(self.text):
            found = TOKEN.match(self.text, position)
            if found is None:
                raise self.error("this is not part of a formula", position)
            yield str(found.lastgroup), found[0], position
            position = self._after_space(found.end())

    def _after_space(self, position: int) -> int:
        found = SPACE.match(self.text, position)
        return found.end() if found else position

    def _next(self, kind: str, value: str | None = None) -> str | None:
        if self.at < len(self.tokens):
            found, text, _ = self.tokens[self.at]
            if found == kind and value in (None, text):
                self.at += 1
                return text
        return None

    def accept(self, mark: str) -> bool:
        """Take the mark if it comes next."""
        return self._next("mark", mark) is not None

    def comes(self, mark: str) -> bool:
        """Whether the mark comes next."""
        return self.at < len(self.tokens) and self.tokens[self.at][1] == mark

    def expect(self, mark: str) -> None:
        """Take the mark, or refuse the formula."""
        if not self.accept(mark):
            raise self.error(f"here a {mark} should stand")

    def end(self) -> None:
        """Refuse anything that is left over."""
        if self.at < len(self.tokens):
            raise self.error("this is left over after the end of the formula")

    def name(self) -> str:
        """A column name."""
        name = self._next("name")
        if name is None:
            raise self.error("here a name should stand")
        return name

    def separated(self, read: Callable[[], Thing]) -> Iterator[Thing]:
        """Things between plus signs."""
        yield read()
        while self.accept("+"):
            yield read()

    def term(self) -> tuple[Factor, ...]:
        """A product of factors; `1`, the constant, is the empty product."""
        if self._next("number", "1"):
            return ()
        factors = [self.factor()]
        while self.accept(":"):
            factors.append(self.factor())
        return tuple(factors)

    def factor(self) -> Factor:
        """A name, log(name) or C(name), with an optional power."""
        name, transform = self.name(), "identity"
        if self.accept("("):
            if name not in TRANSFORMS:
                self.at -= 2
                raise self.error(f"there is no function {name}; only log and C")
            transform, name = TRANSFORMS[name], self.name()
            self.expect(")")
            if transform == "category" and self.comes("^"):
                raise self.error("a category has no power")
        return Factor(name, transform, self._power() if self.accept("^") else 1)

    def _power(self) -> int:
        number = self._next("number")
        if number not in POWERS:
            self.at -= number is not None
            raise self.error(f"a power is a whole number from {POWERS[0]} to {POWERS[-1]}")
        return int(number)

    def error(self, message: str, position: int | None = None) -> FormulaError:
        """The error that points at the place."""
        if position is None:
            position = self.tokens[self.at][2] if self.at < len(self.tokens) else len(self.text)
        rest = self.text[position:].strip() or "the end of the formula"
        return FormulaError(
            Problem(
                "CLW-F01",
                f"the formula cannot be read: {message}",
                column=f"character {position + 1}",
                value=rest,
                expected=GRAMMAR,
                remedy="write it as: outcome ~ term + term | fixed_effect",
            )
        )
