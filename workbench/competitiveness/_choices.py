"""Which choices in the making of an index are uncertain, and which of them go together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.competitiveness.composite import CompositeIndex
from workbench.competitiveness.outliers import treat
from workbench.competitiveness.recipe import CHOICES
from workbench.errors import Problem, UnknownName, unknown

Choices = Mapping[str, Sequence[str]]

ALTERNATIVES: Choices = {
    "imputation": ("none", "mean", "regression"),
    "outliers": ("winsorise_or_log", "none"),
    "normalising": ("min_max", "z_score", "rank"),
    "aggregating": ("arithmetic", "geometric"),
}


@dataclass(frozen=True)
class Alternatives:
    """An uncertain choice: of one step, or of several that do not go together in every way."""

    steps: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]

    @property
    def name(self) -> str:
        """What to call it."""
        return " with ".join(self.steps)


def usual_choices(index: CompositeIndex) -> dict[str, tuple[str, ...]]:
    """The usual alternatives at each step, the index's own first, where they make a difference."""
    usual = {
        step: tuple(dict.fromkeys((getattr(index.recipe, step), *ALTERNATIVES[step])))
        for step in ALTERNATIVES
    }
    if not index.raw.loc[index.scores.index].isna().any(axis=None):
        del usual["imputation"]
    own, *others = usual["outliers"]
    values = index.imputed.values
    differing = [o for o in others if not treat(values, how=o).values.equals(index.treated.values)]
    usual["outliers"] = (own, *differing)
    return {step: names for step, names in usual.items() if len(names) > 1}


def checked_choices(choices: Choices) -> dict[str, tuple[str, ...]]:
    """The choices in the order of the steps, each alternative once.

    Raises
    ------
    UnknownName
        For steps and methods that do not exist, and steps without any; all at once.
    """
    problems = [
        unknown("CLW-I31", "step of the index to vary", step, CHOICES)
        for step in choices
        if step not in CHOICES
    ]
    given = {step: _listed(choices[step]) for step in CHOICES if step in choices}
    for step, names in given.items():
        problems += [
            unknown("CLW-I01", f"way of {step}", name, CHOICES[step], column=step)
            for name in names
            if name not in CHOICES[step]
        ]
        if not names:
            problems.append(unknown("CLW-I31", f"alternative for {step}", "", CHOICES[step]))
    if problems:
        raise UnknownName(problems)
    return given


def _listed(names: str | Sequence[str]) -> tuple[str, ...]:
    """Each name once; one name may stand by itself."""
    return (names,) if isinstance(names, str) else tuple(dict.fromkeys(names))


def independent(
    steps: tuple[str, ...], admissible: Sequence[tuple[str, ...]]
) -> tuple[Alternatives, ...]:
    """The choices that can be drawn each by itself; those that cannot are drawn as one."""
    alone: list[Alternatives] = []
    together: list[int] = []
    for place, step in enumerate(steps):
        own = dict.fromkeys(names[place] for names in admissible)
        rest = {names[:place] + names[place + 1 :] for names in admissible}
        if len(own) * len(rest) == len(admissible):
            alone.append(Alternatives((step,), tuple((name,) for name in own)))
        else:
            together.append(place)
    if together:
        joint = dict.fromkeys(tuple(names[k] for k in together) for names in admissible)
        alone.append(Alternatives(tuple(steps[k] for k in together), tuple(joint)))
    return tuple(alone)


def not_drawn(
    asked: Choices, choices: Sequence[Alternatives], refused: Mapping[tuple[str, ...], str]
) -> dict[str, str]:
    """What could not be drawn, in the fewest words: a method, or methods together."""
    drawn = {
        (step, name)
        for choice in choices
        for option in choice.options
        for step, name in zip(choice.steps, option, strict=True)
    }
    joint = next((choice.steps for choice in choices if len(choice.steps) > 1), tuple(asked))
    found: dict[str, str] = {}
    for names, why in refused.items():
        named = dict(zip(asked, names, strict=True))
        never = [name for step, name in named.items() if (step, name) not in drawn]
        found.setdefault(never[0] if never else " with ".join(named[s] for s in joint), why)
    return found


def nothing_goes(asked: Choices, refused: Mapping[tuple[str, ...], str]) -> Problem:
    return Problem(
        "CLW-I32",
        "no combination of the choices goes together: "
        + "; ".join(dict.fromkeys(refused.values())),
        value="; ".join(f"{step}: {', '.join(names)}" for step, names in asked.items()),
        expected="at least one combination that makes an index",
        remedy="name other choices, as normalising: min_max, rank",
    )
