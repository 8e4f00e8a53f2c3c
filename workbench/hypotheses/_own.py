"""A hypothesis of one's own, registered in a file before the data are opened.

The file is TOML: the claim, the model that tests it, the smallest effect of interest, what would
refute it, and a fingerprint of it all. Who edits it afterwards can be seen: the fingerprint no
longer fits.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from workbench.data import Study
from workbench.errors import ParameterError, Problem, listed, unknown
from workbench.hypotheses._card import Evidence, Hypothesis, Untestable
from workbench.hypotheses._register import toml_value
from workbench.models import Fit, fit, panel_for
from workbench.models.formula import parse

KINDS = ("more", "less", "none")
CHANGES = ("first", "standard deviation", "coefficient")
FINGERPRINT = "fingerprint"


@dataclass(frozen=True)
class OwnHypothesis:
    """What is fixed of a hypothesis of one's own.

    Parameters
    ----------
    claim, refuter
        In words.
    formula
        As `fit` takes it.
    term
        The column whose effect is claimed.
    smallest_effect
        The smallest effect of interest, in the unit of the effect.
    kind
        "more", "less" or "none".
    change
        What the effect is of: "first", a doubling of a term in logarithms or else one unit more;
        "standard deviation"; or "coefficient", as it stands.
    cluster
        Groups with dependent errors; empty for none.
    """

    claim: str
    refuter: str
    formula: str
    term: str
    smallest_effect: float
    kind: str = "more"
    change: str = "first"
    cluster: str = ""

    @property
    def fingerprint(self) -> str:
        """The first 16 digits of the SHA-256 of every part."""
        fixed = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(fixed.encode()).hexdigest()[:16]

    @property
    def card(self) -> Hypothesis:
        """The same as the shelf's hypotheses have it."""
        return Hypothesis(
            number="own",
            claim=self.claim,
            documents=("own",),
            estimand=f"the effect of {self.term} in {self.formula}",
            needs=f"the columns {listed(parse(self.formula).names)}",
            measure=self.term,
            recipe=self.formula,
            kind=self.kind,
            smallest_effect=self.smallest_effect,
            unit="",
            refuter=self.refuter,
            family="own",
        )

    def __call__(self, study: Study) -> tuple[Hypothesis, Evidence]:
        """Fit the model on a study; the card gets the unit of the effect."""
        also = [self.cluster] if self.cluster else []
        table = panel_for(study, self.formula, also=also, question=study.question)
        found = fit(self.formula, table, cluster=self.cluster or None)
        line, words, unit = self._effect(found)
        estimate, low, high = (float(line[name]) for name in ("effect", "low", "high"))
        told = (
            f"{words} goes with {estimate:+.3g} {unit} in {found.outcome} "
            f"(95 % interval {low:+.3g} to {high:+.3g})."
        )
        evidence = Evidence(
            estimate,
            low,
            high,
            told,
            float(found.term(self.term)["p_value"]),
            found.n_used,
            caveats=tuple(f"Be wary of {text}." for text in found.warnings),
            table=found.coefficients.reset_index(),
        )
        return replace(self.card, unit=unit), evidence

    def _effect(self, found: Fit) -> tuple[Mapping[str, Any], str, str]:
        """The effect as registered, what it is of, and its unit."""
        own = found.term(self.term)
        if self.change == "coefficient":
            return {**own, "effect": own["estimate"]}, f"One more {own.name}", "per unit"
        lines = found.effects[found.effects["term"] == own.name]
        if lines.empty:
            raise Untestable(
                f"{self.term} has no effect of its own in this model, since it is in several "
                "terms; register the change as coefficient."
            )
        line = lines.iloc[CHANGES.index(self.change)]
        return dict(line), str(line["change"]).capitalize(), str(line["unit"])


def write_own(hypothesis: OwnHypothesis, path: Path) -> Path:
    """Register a hypothesis of one's own in a new file.

    Raises
    ------
    ParameterError
        If a part is wrong, or the file is there: what is registered is not written over.
    FormulaError
        If the formula cannot be read.
    """
    problems = _problems(hypothesis)
    if path.exists():
        problems.append(
            Problem(
                "CLW-P08",
                "a hypothesis is registered there already, and is not written over",
                file=str(path),
                expected="a file that does not exist",
                remedy="choose another name; both stay to be seen",
            )
        )
    if problems:
        raise ParameterError(problems)
    parts = {**asdict(hypothesis), FINGERPRINT: hypothesis.fingerprint}
    lines = [f"{name} = {toml_value(value)}\n" for name, value in parts.items()]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines), encoding="utf-8")
    return path


def read_own(path: Path) -> tuple[OwnHypothesis, str]:
    """A registered hypothesis, and whether it is as it was registered.

    Raises
    ------
    ParameterError
        If the file is not TOML, a part is missing, unknown or wrong.
    FormulaError
        If the formula cannot be read.
    """
    try:
        parts = tomllib.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ParameterError(
            Problem(
                "CLW-F90",
                f"the file holds no hypothesis: {error}",
                file=str(path),
                expected="a file that `workbench new hypothesis` wrote",
                remedy="register it anew",
            )
        ) from error
    stamp = parts.pop(FINGERPRINT, "")
    known = {field.name: field for field in fields(OwnHypothesis)}
    wrong = [
        unknown("CLW-F90", "part of a hypothesis called", name, known, file=str(path))
        for name in parts
        if name not in known
    ]
    wrong += [
        Problem(
            "CLW-F90",
            f"the hypothesis has no {name}",
            file=str(path),
            expected="claim, refuter, formula, term and smallest_effect",
            remedy="register it anew with all of them",
        )
        for name in ("claim", "refuter", "formula", "term", "smallest_effect")
        if name not in parts
    ]
    if wrong:
        raise ParameterError(wrong)
    found = OwnHypothesis(**parts)
    if problems := _problems(found, str(path)):
        raise ParameterError(problems)
    is_same = stamp == found.fingerprint
    return found, "as registered" if is_same else "changed after it was registered"


def _problems(hypothesis: OwnHypothesis, file: str | None = None) -> list[Problem]:
    """What is wrong with the parts of a hypothesis; its formula is read besides."""
    found = []
    number = hypothesis.smallest_effect
    if isinstance(number, bool) or not isinstance(number, int | float) or not number >= 0:
        found.append(
            Problem(
                "CLW-F90",
                "the smallest effect of interest must be a number, zero or more",
                file=file,
                column="smallest_effect",
                value=str(number),
                expected="a size, without a sign: the kind of claim says which way",
                remedy="smallest_effect = 1.0",
            )
        )
    for name, allowed in (("kind", KINDS), ("change", CHANGES)):
        value = getattr(hypothesis, name)
        if value not in allowed:
            found.append(unknown("CLW-F90", f"{name} of a claim called", value, allowed, file=file))
    for name in ("claim", "refuter", "term", "formula", "cluster"):
        value = getattr(hypothesis, name)
        if not isinstance(value, str) or not (value.strip() or name == "cluster"):
            found.append(
                Problem(
                    "CLW-F90",
                    f"the {name} of a hypothesis must be said in words",
                    file=file,
                    column=name,
                    value=str(value),
                    expected="a text",
                    remedy=f'{name} = "…"',
                )
            )
    if not found and hypothesis.term not in _terms(hypothesis.formula):
        known = _terms(hypothesis.formula)
        found.append(
            unknown("CLW-F04", "term of the formula called", hypothesis.term, known, file=file)
        )
    return found


def _terms(formula: str) -> list[str]:
    return [factor.name for term in parse(formula).explaining for factor in term]
