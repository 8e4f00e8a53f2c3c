"""What does a model formula say: a small grammar, parsed here, with nothing evaluated.

    outcome ~ term + term | fixed_effect + fixed_effect | explained ~ instrument + instrument

A term is a name, `log(name)`, a category `C(name)`, a power `name^2`, an earlier value
`lag(name)` or `lag(name, 2)`, an interaction of these with `:`, or both and their interaction
with `*`. A name is a column of the panel; anything else is refused. Either part after `|` may
be left out. Terms that begin with `0 +` have no constant. A fixed effect is a name, or names
joined by `:` for one effect a combination.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypeVar

from workbench.errors import FormulaError, Problem

TOKEN = re.compile(r"(?P<name>[^\W\d]\w*)|(?P<number>[0-9]+)|(?P<mark>[~+:*|^(),])")
SPACE = re.compile(r"\s*")
TRANSFORMS = {"log": "log", "C": "category"}
LAG = "lag"
GRAMMAR = (
    "outcome ~ term + term | fixed_effect | explained ~ instrument, "
    "where a term is x, log(x), C(x), lag(x), x^2, x:z or x*z; 0 for no constant"
)
POWERS = ("2", "3", "4", "5")
MOST_YEARS = 50
DEEPEST = 2  # log(lag(x))
LONGEST = 100_000  # characters
MOST_CROSSED = 7  # terms before the last factor of a product: at most four are crossed

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Factor:
    """One column with its transformation: "identity", "log" or "category", a power and a lag."""

    name: str
    transform: str = "identity"
    power: int = 1
    lag: int = 0

    def __str__(self) -> str:
        text = self.name
        if self.lag:
            text = f"lag({text})" if self.lag == 1 else f"lag({text}, {self.lag})"
        text = {"log": f"log({text})", "category": f"C({text})"}.get(self.transform, text)
        return text if self.power == 1 else f"{text}^{self.power}"


Term = tuple[Factor, ...]


@dataclass(frozen=True)
class Formula:
    """A parsed formula: outcome, terms (each a product of factors), fixed effects, instruments.

    `endogenous` are the terms that the `instruments` stand in for. `has_constant` is false where
    the terms begin with `0 +`: a line through the origin.
    """

    outcome: Factor
    terms: tuple[Term, ...]
    fixed_effects: tuple[str, ...] = ()
    endogenous: tuple[Term, ...] = ()
    instruments: tuple[Term, ...] = ()
    has_constant: bool = True

    @property
    def factors(self) -> list[Factor]:
        """Every factor, once, in order: of the outcome, the terms, and the instruments."""
        every = chain(self.terms, self.endogenous, self.instruments)
        return list(dict.fromkeys([self.outcome, *chain.from_iterable(every)]))

    @property
    def names(self) -> list[str]:
        """Every column the formula needs, once, in order."""
        effects = chain.from_iterable(effect.split(":") for effect in self.fixed_effects)
        return list(dict.fromkeys([*(f.name for f in self.factors), *effects]))

    @property
    def explaining(self) -> tuple[Term, ...]:
        """The terms that have a coefficient: those with instruments, and the others."""
        return (*self.endogenous, *self.terms)

    def __str__(self) -> str:
        origin = "" if self.has_constant else "0 + "
        effects = f" | {' + '.join(self.fixed_effects)}" if self.fixed_effects else ""
        text = f"{self.outcome} ~ {origin}{_sum(self.terms)}{effects}"
        if self.endogenous:
            text += f" | {_sum(self.endogenous)} ~ {_sum(self.instruments)}"
        return text


def _sum(terms: tuple[Term, ...]) -> str:
    return " + ".join(":".join(map(str, term)) for term in terms) or "1"


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
    >>> str(parse("y ~ x*z + lag(x, 2)"))
    'y ~ x + z + x:z + lag(x, 2)'
    >>> parse("y ~ x | state | exposure ~ exposure_elsewhere").instruments
    ((Factor(name='exposure_elsewhere', transform='identity', power=1, lag=0),),)
    """
    reader = _Reader(text)
    outcome = reader.factor()
    reader.expect("~")
    has_constant = not reader.through_origin()
    terms = reader.sum()
    effects = reader.fixed_effects() if reader.bar_before_names() else ()
    endogenous, instruments = reader.instruments() if reader.accept("|") else ((), ())
    reader.end()
    if outcome.transform == "category":
        raise reader.error("the outcome must be a number, not a category")
    if effects and not (terms or endogenous):
        raise reader.error("beside fixed effects there must be a term")
    _refuse_twice(reader, terms, endogenous, instruments)
    found = Formula(outcome, terms, effects, endogenous, instruments, has_constant)
    if not has_constant:
        _refuse_origin(reader, found)
    return found


def _refuse_twice(
    reader: _Reader, terms: tuple[Term, ...], endogenous: tuple[Term, ...], instruments: object
) -> None:
    """Refuse a term on both sides, and fewer instruments than terms that need one."""
    if set(terms) & set(endogenous):
        raise reader.error("a term is either instrumented or not, so it stands in one place")
    if isinstance(instruments, tuple) and len(instruments) < len(endogenous):
        raise reader.error("there must be at least one instrument for each instrumented term")


def _refuse_origin(reader: _Reader, found: Formula) -> None:
    """Refuse a line through the origin where something in the formula stands for a constant."""
    if found.fixed_effects or any(factor.transform == "category" for factor in found.factors):
        raise reader.error("0 takes the constant out, which categories and fixed effects hold")
    if not found.explaining:
        raise reader.error("without a constant there must be a term")


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        if len(text) > LONGEST:
            raise self._too_long()
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

    def bar_before_names(self) -> bool:
        """Take a bar that fixed effects follow; the one before instruments is left."""
        rest = [text for _, text, _ in self.tokens[self.at + 1 :]]
        part = rest[: rest.index("|")] if "|" in rest else rest
        return "~" not in part and self.accept("|")

    def separated(self, read: Callable[[], Thing]) -> Iterator[Thing]:
        """Things between plus signs."""
        yield read()
        while self.accept("+"):
            yield read()

    def fixed_effects(self) -> tuple[str, ...]:
        """Names, or names joined by colons, between plus signs, each once."""
        return tuple(dict.fromkeys(self.separated(self.effect)))

    def effect(self) -> str:
        """A fixed effect: "region", or "region:year" for one a combination."""
        names = [self.name()]
        while self.accept(":"):
            names.append(self.name())
        return ":".join(dict.fromkeys(names))

    def instruments(self) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
        """The terms that need instruments, and the instruments."""
        endogenous = self.sum()
        self.expect("~")
        instruments = self.sum()
        if not endogenous or not instruments:
            raise self.error("instruments stand as: explained ~ instrument + instrument")
        return endogenous, instruments

    def through_origin(self) -> bool:
        """Take `0 +`, which says that there is no constant."""
        if not self._next("number", "0"):
            return False
        self.expect("+")
        return True

    def sum(self) -> tuple[Term, ...]:
        """Terms between plus signs, each once; the constant is nobody's term."""
        found = chain.from_iterable(self.separated(self.terms))
        return tuple(dict.fromkeys(term for term in found if term))

    def terms(self) -> list[Term]:
        """A product; `x*z` stands for `x + z + x:z`."""
        found = [self.term()]
        while self.accept("*"):
            if len(found) > MOST_CROSSED:
                raise self.error("so many factors cannot be crossed")
            other = self.term()
            found += [other, *((*term, *other) for term in found)]
        return found

    def term(self) -> Term:
        """A product of factors; `1`, the constant, is the empty product."""
        if self._next("number", "1"):
            return ()
        factors = [self.factor()]
        while self.accept(":"):
            factors.append(self.factor())
        return tuple(factors)

    def factor(self) -> Factor:
        """A name, log(name), C(name) or lag(name), with an optional power."""
        found = self._transformed()
        if self.comes("^") and found.transform == "category":
            raise self.error("a category has no power")
        return replace(found, power=self._power()) if self.accept("^") else found

    def _transformed(self, depth: int = 0) -> Factor:
        """A name, or a function of one; log and lag may be taken of each other."""
        name = self.name()
        if not self.accept("("):
            return Factor(name)
        if name not in (*TRANSFORMS, LAG) or depth == DEEPEST:
            self.at -= 2
            raise self.error(f"there is no function {name} here; only log, C and lag")
        inner = self._transformed(depth + 1)
        if name == LAG:
            found = self._lagged(inner)
        elif inner.transform == "identity":
            found = replace(inner, transform=TRANSFORMS[name])
        else:
            raise self.error(f"{name} cannot be taken of {inner}")
        self.expect(")")
        return found

    def _lagged(self, inner: Factor) -> Factor:
        """The factor so many years earlier."""
        if inner.lag or inner.transform == "category":
            raise self.error(f"{LAG} cannot be taken of {inner}")
        years = 1
        if self.accept(","):
            number = self._next("number")
            if number is None or not 1 <= int(number[:4]) <= MOST_YEARS:
                self.at -= number is not None
                raise self.error(f"a lag is a whole number of years from 1 to {MOST_YEARS}")
            years = int(number[:4])
        return replace(inner, lag=years)

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

    def _too_long(self) -> FormulaError:
        return FormulaError(
            Problem(
                "CLW-F01",
                f"the formula cannot be read: it has {len(self.text):,} characters",
                value=self.text,
                expected=f"at most {LONGEST:,} characters; {GRAMMAR}",
                remedy="write it as: outcome ~ term + term | fixed_effect",
            )
        )
