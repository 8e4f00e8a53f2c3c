"""What is the panel of a study whose numbers were changed, but not its names."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from workbench.data import Question, Study, at_level
from workbench.models.formula import parse
from workbench.models.joining import Joiner
from workbench.models.names import is_measure
from workbench.models.panels import CHOICES
from workbench.models.specification import Specification


def rebuilt(study: Study, specification: Specification, question: Question) -> pd.DataFrame:
    """The panel that a specification needs, as `panel_for` makes it, without checking names again.

    To check them is most of the work where the same model is fitted on many panels.
    """
    formula = parse(specification.formula)
    also = [name for name in (specification.cluster, specification.weights) if name]
    names = dict.fromkeys([*formula.names, *also])
    measures = tuple(name for name in names if is_measure(name, study))
    kept = {name: getattr(question, name) for name in CHOICES}
    asked = replace(Question(outcome=formula.outcome.name, measures=measures), **kept)
    return Joiner(at_level(study, question.level), asked, {}).joined()
