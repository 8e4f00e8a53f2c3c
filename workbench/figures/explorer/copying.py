"""How is a state of the explorer written down: as a cell to run, as a command to run.

Either gives the numbers that the explorer shows. Names are quoted by `repr` and by `shlex`, so
that a name with a quote in it stays a name.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from workbench.data import Question
from workbench.figures.explorer.answers import formula_for, panel_of, question_of
from workbench.figures.explorer.state import SMALLEST_EFFECT, study_of

PARTS = ("outcome", "measures", "controls", "fixed_effects", "year")


def as_code(state: Mapping[str, Any]) -> str:
    """The state as a cell of a notebook that gives the same numbers.

    Raises
    ------
    WorkbenchError
        As `panel` does.

    Examples
    --------
    >>> from workbench.figures.explorer.state import starting_state
    >>> print(as_code(starting_state("us_metro_clusters")))
    from dataclasses import replace
    <BLANKLINE>
    import workbench as wb
    <BLANKLINE>
    study = wb.load('us_metro_clusters')
    question = replace(
        study.question,
        outcome='mean_wage',
        measures=('location_quotient',),
        controls=(),
        fixed_effects=('region', 'industry'),
        year=2016,
    )
    panel = wb.panel(study, question=question)
    wb.fit('log(mean_wage) ~ log(location_quotient) | region + industry', panel, cluster='region')
    """
    question = question_of(state)
    verb = "" if not state["rule"] else "from workbench.models import fit_by_rule\n"
    parts = "".join(f"    {name}={getattr(question, name)!r},\n" for name in PARTS)
    return (
        f"from dataclasses import replace\n\nimport workbench as wb\n{verb}\n"
        f"study = wb.load({state['study']!r})\n"
        f"question = replace(\n    study.question,\n{parts})\n{_ask(state, question)}"
    )


def _ask(state: Mapping[str, Any], question: Question) -> str:
    """The last lines: the fit, with the measure or with the clusters of a rule."""
    if state["rule"]:
        return f"fit_by_rule(study, [{state['rule']!r}], question=question)"
    formula, cluster = formula_for(state, panel_of(state)), question.cluster or None
    return (
        "panel = wb.panel(study, question=question)\n"
        f"wb.fit({formula!r}, panel, cluster={cluster!r})"
    )


def as_command(state: Mapping[str, Any]) -> str:
    """The state as a command that gives the same numbers.

    A page where the notebook can ask just this; else, where controls or fixed effects that the
    study asks for were taken away, the regression by itself; with a rule, the study's question
    with that rule, or where more was changed, a sentence that says to take the code.

    Raises
    ------
    WorkbenchError
        As `panel` does.

    Examples
    --------
    >>> from workbench.figures.explorer.state import starting_state
    >>> as_command(starting_state("us_metro_clusters") | {"controls": ["establishments_all"]})
    'workbench run density_and_competitiveness -p study=us_metro_clusters \
-p controls=establishments_all'
    """
    asked, declared = question_of(state), study_of(state["study"]).question
    changed = [name for name in PARTS if getattr(asked, name) != getattr(declared, name)]
    study = _option("study", state["study"])
    if state["rule"]:
        if set(changed) - {"year"}:
            return "# no command asks this of a rule: take the code"
        years = [_option("year", asked.year)] if changed else []
        rules = _option("rules", state["rule"])
        return " ".join(["workbench run what_counts_as_a_cluster", study, rules, *years])
    if any(not getattr(asked, name) for name in changed):
        return _fit(state, asked)
    options = [_option(name, getattr(asked, name)) for name in changed]
    if state["smallest_effect"] != SMALLEST_EFFECT:
        options.append(_option("smallest_effect", state["smallest_effect"]))
    return " ".join(["workbench run density_and_competitiveness", study, *options])


def _fit(state: Mapping[str, Any], question: Question) -> str:
    """The regression by itself."""
    parts = ["workbench", "fit", formula_for(state, panel_of(state)), str(state["study"])]
    parts += ["--cluster", question.cluster] if question.cluster else []
    parts += ["--year", str(question.year)] if question.year else []
    return shlex.join(parts)


def _option(name: str, value: object) -> str:
    text = ",".join(value) if isinstance(value, tuple) else str(value)
    return f"-p {shlex.quote(f'{name}={text}')}"
