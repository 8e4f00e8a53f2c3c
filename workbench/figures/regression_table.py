"""How do several models stand side by side: one column a model, the same strings everywhere.

Numbers become strings once, here; HTML, LaTeX, Word and CSV only escape them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from workbench.errors import FormulaError, ParameterError, Problem, unknown
from workbench.figures import formats
from workbench.figures._rounding import NONE, decimals_for, with_decimals
from workbench.figures._word import write_word
from workbench.figures.exhibit import TableExhibit
from workbench.figures.numbers import listed, shown
from workbench.figures.spreadsheet import as_excel, sheet_of_strings
from workbench.figures.terms import plain, term_in_words
from workbench.models.design import CONSTANT
from workbench.models.estimate import Fit
from workbench.models.formula import parse

BENEATH = {
    "standard_error": "standard error",
    "interval": "95 % interval",
    "p_value": "p value",
}
MODEL = "model"
BLANK = ""
SMALLEST_P = 0.001
STARS = {0.01: "***", 0.05: "**", 0.1: "*"}
Line = tuple[str, list[str]]  # the name of a row, and a cell for each model
STARS_NOTE = "*** p < 0.01, ** p < 0.05, * p < 0.1."


@dataclass(frozen=True)
class RegressionTable:
    """Models side by side: `data` holds strings, the names of the rows first; `notes` stand below.

    Every format holds the same strings as `data`, escaped as the format asks.
    """

    data: pd.DataFrame
    notes: tuple[str, ...] = ()

    def as_html(self, caption: str = "") -> str:
        """The table as escaped HTML."""
        return formats.as_html(self.data, self.notes, caption)

    def as_latex(self, caption: str = "") -> str:
        """The table for LaTeX with the package booktabs."""
        return formats.as_latex(self.data, self.notes, caption)

    def as_csv(self) -> str:
        """The table as CSV, without the notes; text that looks like a formula begins with '."""
        return formats.as_csv(self.data)

    def as_word(self, path: str | Path, caption: str = "") -> Path:
        """Write the table into a new Word document.

        Raises
        ------
        WorkbenchError
            If the extra [word] is not installed.
        """
        return write_word(self.data, path, self.notes, caption)

    def as_excel(self, path: str | Path, caption: str = "", source: str = "") -> Path:
        """Write the table into a new workbook, without the notes; its numbers are numbers."""
        units = "as stated in the name of each row"
        sheet = sheet_of_strings(self.data, "models", caption, units, source)
        Path(path).write_bytes(as_excel([sheet]))
        return Path(path)

    def exhibit(
        self, name: str, caption: str, source: str, answers: tuple[str, ...] = ()
    ) -> TableExhibit:
        """The table as it stands on a page."""
        units = "as stated in the name of each row"
        return _Exhibit(self.data, name, caption, units, source, answers, self.notes)

    def __repr__(self) -> str:
        return "\n".join([self.data.to_string(index=False), *self.notes])

    def _repr_html_(self) -> str:
        return self.as_html()


@dataclass(frozen=True, repr=False)
class _Exhibit(TableExhibit):
    """A table of strings with notes below."""

    notes: tuple[str, ...] = ()

    def as_html(self) -> str:
        return formats.as_html(self.data, self.notes)

    def as_excel(self, path: str | Path) -> Path:
        words = self.name, self.caption, self.units, self.source
        Path(path).write_bytes(as_excel([sheet_of_strings(self.data, *words)]))
        return Path(path)

    @property
    def _strings(self) -> pd.DataFrame:
        return self.data

    @property
    def _notes(self) -> tuple[str, ...]:
        return *self.notes, *super()._notes

    def __repr__(self) -> str:
        return "\n".join([super().__repr__(), *self.notes])


def regression_table(
    fits: Mapping[str, Fit] | Sequence[Fit],
    *,
    panel: pd.DataFrame | None = None,
    terms: Sequence[str] | None = None,
    beneath: str = "standard_error",
    stars: bool = False,
) -> RegressionTable:
    """Put models side by side, one column each.

    Parameters
    ----------
    fits
        Fits by the heading of their column; without headings they are numbered (1), (2).
    panel
        The table the models were fitted on: for labels, units and the mean of the outcome.
    terms
        Terms, or the columns they are made of, in the order they are to stand in; all by default,
        the constant last.
    beneath
        What stands below each estimate: "standard_error" in parentheses, "interval" (95 %) in
        brackets, or "p_value".
    stars
        Whether to mark p values below 0.1, 0.05 and 0.01. Off, because an interval says more.

    Returns
    -------
    Outcome, estimates, fixed effects, standard errors with the number of groups, rows used and
    left out, R squared, mean of the outcome, estimator and tests; a row that no model has is left
    out. Notes below tell why rows were left out and what the tests mean.

    Raises
    ------
    ParameterError
        If there is no fit, or `beneath` is none of the three.
    FormulaError
        For a term that no model has; with the nearest.

    Notes
    -----
    A standard error has two significant digits, and its estimate as many decimals.

    Examples
    --------
    >>> from workbench.models import fit
    >>> table = pd.DataFrame({"wage": [10.0, 12, 15, 20, 22], "density": [1.0, 2, 4, 8, 16]})
    >>> found = regression_table({"alone": fit("log(wage) ~ log(density)", table)}, panel=table)
    >>> print(found.data.head(3).to_string(index=False))
             model       alone
           outcome log of wage
    log of density       0.301
    standard error     (0.021)
    """
    models = _named(fits)
    if beneath not in BENEATH:
        raise ParameterError(unknown("CLW-P07", "line below an estimate called", beneath, BENEATH))
    lines = [
        ("outcome", [term_in_words(fit.outcome, panel) for fit in models.values()]),
        *_term_lines(models, _terms(models, terms), panel, beneath, stars=stars),
        *_facts(models, panel),
        *_test_lines(models),
    ]
    rows = [[plain(name), *map(plain, cells)] for name, cells in lines if any(cells)]
    data = pd.DataFrame(rows, columns=[MODEL, *map(plain, models)])
    notes = [*([STARS_NOTE] if stars else []), *_left_out(models, panel), *_readings(models)]
    return RegressionTable(data, tuple(map(plain, notes)))


def _named(fits: Mapping[str, Fit] | Sequence[Fit]) -> dict[str, Fit]:
    if isinstance(fits, Mapping):
        models = {str(name): fit for name, fit in fits.items()}
    else:
        models = {f"({number})": fit for number, fit in enumerate(fits, start=1)}
    if not models:
        raise ParameterError(
            Problem(
                "CLW-F86",
                "there is no model to put into the table",
                column="fits",
                expected="at least one fit",
                remedy="regression_table([workbench.fit(FORMULA, PANEL)])",
            )
        )
    return models


def _terms(models: Mapping[str, Fit], asked: Sequence[str] | None) -> list[str]:
    """The terms to show: those asked for, else all in order of appearance, the constant last."""
    held = dict.fromkeys(str(t) for fit in models.values() for t in fit.coefficients.index)
    if asked is None:
        return sorted(held, key=lambda term: term == CONSTANT)
    found = [next((t for t in (name, f"log({name})") if t in held), None) for name in asked]
    wrong = [name for name, term in zip(asked, found, strict=True) if term is None]
    if wrong:
        raise FormulaError([unknown("CLW-F04", "term", name, held) for name in wrong])
    return [term for term in found if term]


def _term_lines(
    models: Mapping[str, Fit],
    terms: Sequence[str],
    panel: pd.DataFrame | None,
    beneath: str,
    *,
    stars: bool,
) -> Iterator[Line]:
    """Two lines a term: the estimates, and what stands beneath them."""
    for term in terms:
        pairs = [_pair(fit.coefficients, term, beneath, stars=stars) for fit in models.values()]
        yield term_in_words(term, panel), [above for above, _ in pairs]
        yield BENEATH[beneath], [below for _, below in pairs]


def _pair(coefficients: pd.DataFrame, term: str, beneath: str, *, stars: bool) -> tuple[str, str]:
    """An estimate and what stands beneath it, to the same decimals; blank where there is none."""
    if term not in coefficients.index:
        return BLANK, BLANK
    line = pd.Series(coefficients.loc[term])
    decimals = max(decimals_for(line["estimate"], line["std_error"]), 0)
    estimate, error, low, high = (
        with_decimals(line[name], decimals) for name in ("estimate", "std_error", "low", "high")
    )
    mark = next((mark for limit, mark in STARS.items() if line["p_value"] < limit), BLANK)
    below = {
        "standard_error": f"({error})",
        "interval": f"[{low} to {high}]",
        "p_value": _p_value(line["p_value"]),
    }
    return f"{estimate}{mark if stars else BLANK}", below[beneath]


def _p_value(value: float) -> str:
    if not math.isfinite(value):
        return NONE
    return f"p < {SMALLEST_P}" if value < SMALLEST_P else f"p = {value:.3f}"


def _facts(models: Mapping[str, Fit], panel: pd.DataFrame | None) -> Iterator[Line]:
    """The lines below the estimates."""
    effects = {name: parse(fit.formula).fixed_effects for name, fit in models.items()}
    for effect in dict.fromkeys(own for each in effects.values() for own in each):
        told = ["yes" if effect in effects[name] else "no" for name in models]
        yield f"fixed effects of {term_in_words(effect, panel)}", told
    facts: dict[str, Callable[[Fit], str]] = {
        "standard errors": lambda fit: fit.standard_errors,
        "rows used": lambda fit: f"{fit.n_used:,}",
        "rows left out": lambda fit: f"{int(fit.rows['rows'].iloc[0]) - fit.n_used:,}",
        "R squared": lambda fit: _share(fit.r_squared),
        "R squared within": lambda fit: _share(fit.r_squared_within),
        "mean of the outcome, in its own unit": lambda fit: _mean(fit, panel),
        "estimator": lambda fit: str(fit.provenance.get("estimator", "")).replace("_", " "),
    }
    for name, tell in facts.items():
        yield name, [tell(fit) for fit in models.values()]


def _share(value: float | None) -> str:
    return BLANK if value is None else with_decimals(value, 3)


def _mean(fit: Fit, panel: pd.DataFrame | None) -> str:
    """The mean of the outcome's column over the rows used; blank where the panel lacks them."""
    outcome, used = parse(fit.formula).outcome, fit.residuals.index
    if panel is None or outcome.name not in panel or not used.isin(panel.index).all():
        return BLANK
    return shown(float(panel.loc[used, outcome.name].mean()))


def _test_lines(models: Mapping[str, Fit]) -> Iterator[Line]:
    for name in dict.fromkeys(test.name for fit in models.values() for test in fit.tests):
        yield name, [_test(fit, name) for fit in models.values()]


def _test(fit: Fit, name: str) -> str:
    told = [
        shown(test.statistic)
        + (f" ({_p_value(test.p_value)})" if math.isfinite(test.p_value) else BLANK)
        for test in fit.tests
        if test.name == name
    ]
    return "; ".join(told)


def _left_out(models: Mapping[str, Fit], panel: pd.DataFrame | None) -> Iterator[str]:
    """Why rows were left out: one note for all models with the same reasons."""
    alike: dict[str, list[str]] = {}
    for name, fit in models.items():
        lost = fit.rows.iloc[1:-1]
        reasons = [
            f"{_reason(why, panel)} ({rows:,})"
            for why, rows in zip(lost["reason"], lost["rows"], strict=True)
        ]
        if reasons:
            alike.setdefault("; ".join(reasons), []).append(name)
    for reasons_in_words, names in alike.items():
        yield f"Rows left out of {listed(names)}: {reasons_in_words}."


def _reason(text: str, panel: pd.DataFrame | None) -> str:
    """Why rows were left out, with the column it is about in words."""
    column, sign, why = text.partition(": ")
    return f"{term_in_words(column, panel)}{sign}{why}" if sign else text


def _readings(models: Mapping[str, Fit]) -> Iterator[str]:
    """What the tests mean: one note for all models where it is the same."""
    alike: dict[tuple[str, str], list[str]] = {}
    for name, fit in models.items():
        for test in fit.tests:
            if test.reading:
                alike.setdefault((test.name, test.reading), []).append(name)
    for (test_name, reading), names in alike.items():
        yield f"{test_name}, {listed(names)}: {reading}"
