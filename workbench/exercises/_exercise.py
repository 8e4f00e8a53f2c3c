"""What is an exercise: a card, data of one's own, and answers with the mistakes that are known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

Tables = dict[str, pd.DataFrame]
Wanted = float | str | frozenset[str]
ROUNDED = 0.005  # an answer worked by hand is right when it is right to about three digits
PERCENT = 100.0
POWERS = (-6, -3, -2, 2, 3, 6)  # of ten, by which units are mistaken


@dataclass(frozen=True)
class Card:
    """What an exercise asks and why, how long it takes, and what should be known before.

    `minutes` are those of a student who has not done it before; `after` names exercises.
    """

    title: str
    question: str
    why: str
    minutes: int
    after: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def as_record(self) -> dict[str, Any]:
        """The card as plain data."""
        return asdict(self)


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that students are known to give, and a hint that does not tell the right one.

    Examples
    --------
    >>> Mistake(0.5, "You have turned the fraction over.").hint
    'You have turned the fraction over.'
    """

    value: Wanted
    hint: str


@dataclass(frozen=True)
class Answer:
    """What is asked, what is right, and what to say to who is wrong.

    Parameters
    ----------
    question
        One sentence, with the unit.
    value
        A number, a word, or a set of words; words are compared without regard to capitals.
    mistakes
        Wrong values that are known, each with a hint.
    hint
        For any other wrong value: where to look, never the answer.
    tolerance
        Of a number, as a share of it.
    """

    question: str
    value: Wanted
    mistakes: tuple[Mistake, ...]
    hint: str
    tolerance: float = ROUNDED


@dataclass(frozen=True)
class Judgement:
    """Whether an answer is right, and what the student is told."""

    is_right: bool
    words: str


class Exercise(Protocol):
    """A module's function from tables to the answers, with its card and its data."""

    __name__: str
    __doc__: str | None
    card: Card
    real: Callable[[], Tables]
    drawn: Callable[[np.random.Generator], Tables]

    def __call__(self, tables: Mapping[str, pd.DataFrame]) -> dict[str, Answer]:
        """The answers for some data, by name."""
        ...


def exercise(
    card: Card, real: Callable[[], Tables], drawn: Callable[[np.random.Generator], Tables]
) -> Callable[[Any], Exercise]:
    """Make a function from tables to answers an exercise.

    Parameters
    ----------
    card
        What it is.
    real
        The tables everybody works on who has no data of their own: real ones.
    drawn
        From a random generator to tables of one student, of the same form; synthetic.
    """

    def with_card(function: Any) -> Exercise:
        function.card, function.real, function.drawn = card, real, drawn
        made: Exercise = function
        return made

    return with_card


def judge(answer: Answer, given: Any) -> Judgement:
    """Compare what a student gives with what is right.

    Returns
    -------
    Right; or the hints of the known mistakes it equals, of a usual slip with numbers, or the
    answer's own.

    Examples
    --------
    >>> half = Answer("A half?", 0.5, (Mistake(2.0, "Turned over."),), "Divide one by two.")
    >>> judge(half, 0.5).is_right, judge(half, 2).words, judge(half, 50).words
    (True, 'Turned over.', 'That looks like a percentage; a share is asked for.')
    """
    if given is None or given is ...:
        return Judgement(False, "No answer yet.")
    plain = _plain(given)
    if not _is_of_kind(plain, answer.value):
        return Judgement(False, f"{_kind(answer.value)} is asked for.")
    if _equal(plain, answer.value, answer.tolerance):
        return Judgement(True, "Right.")
    made = [m.hint for m in answer.mistakes if _equal(plain, m.value, answer.tolerance)]
    if made:  # two mistakes may lead to one value: nobody knows which of them it was
        return Judgement(False, " Or: ".join(dict.fromkeys(made)))
    return Judgement(False, next(_usual_slips(plain, answer), answer.hint))


def is_fair(answers: Mapping[str, Answer]) -> bool:
    """Whether no known mistake happens to give the right answer, so that each can be told."""
    return not any(
        _equal(_plain(mistake.value), answer.value, answer.tolerance)
        for answer in answers.values()
        for mistake in answer.mistakes
    )


def _plain(given: Any) -> Any:
    """A number as a float, words as a set of small letters, one word as it stands."""
    if isinstance(given, (set, frozenset, list, tuple, pd.Series, pd.Index, np.ndarray)):
        return frozenset(_word(each) for each in given)
    if isinstance(given, str):
        return _word(given)
    if isinstance(given, (bool, np.bool_)):
        return "yes" if given else "no"
    try:
        return float(given)
    except (TypeError, ValueError):
        return given


def _word(given: object) -> str:
    return " ".join(str(given).split()).casefold()


def _is_of_kind(given: Any, wanted: Wanted) -> bool:
    kinds = (float, int) if isinstance(wanted, (float, int)) else type(wanted)
    return isinstance(given, kinds) and given == given  # noqa: PLR0124 - nan is no number


def _kind(wanted: Wanted) -> str:
    if isinstance(wanted, str):
        return "One word, or yes or no,"
    return "A list of names" if isinstance(wanted, frozenset) else "A number"


def _equal(given: Any, wanted: Wanted, tolerance: float) -> bool:
    if isinstance(wanted, (float, int)):
        return bool(abs(given - float(wanted)) <= tolerance * abs(wanted) + 1e-12)
    if isinstance(wanted, str):
        return bool(given == _word(wanted))
    return bool(given == frozenset(_word(each) for each in wanted))


def _usual_slips(given: Any, answer: Answer) -> Iterator[str]:
    """What goes wrong with any number, and with any list."""
    wanted, near = answer.value, answer.tolerance
    if isinstance(wanted, frozenset):
        right = frozenset(_word(each) for each in wanted)
        if not given:
            yield "No name is given."
        elif given < right:
            yield "All of these belong, but some are missing."
        if given > right:
            yield "The right ones are there, with some that do not belong."
        return
    if isinstance(wanted, str):
        return
    if abs(wanted) <= 1 and _equal(given, wanted * PERCENT, near):
        yield "That looks like a percentage; a share is asked for."
    if _equal(given, -wanted, near):
        yield "The size is right, the sign is not."
    if wanted and _equal(given, 1 / wanted, near):
        yield "You have turned the fraction over."
    if any(_equal(given, wanted * 10.0**power, near) for power in POWERS):
        yield "The digits are right; look at the unit, or at a factor of a hundred or a thousand."
