"""Room 6, hypotheses: one file a claim, what would refute it, and the verdict on a study.

Every public module of this folder defines the function of its own name, which gathers the
evidence of a study; the modules that begin with an underscore judge it.
"""

from typing import cast

from workbench.hypotheses._card import Evidence, Hypothesis, Test, Untestable
from workbench.hypotheses._card import hypothesis as hypothesis
from workbench.hypotheses._ledger import Ruling, ledger, ledger_frame, verdict
from workbench.hypotheses._own import OwnHypothesis, read_own, write_own
from workbench.hypotheses._register import standing
from workbench.hypotheses._verdict import VERDICTS, Verdict, judge
from workbench.shelf import Shelf, module_shelf

__all__ = [
    "VERDICTS",
    "Evidence",
    "Hypothesis",
    "OwnHypothesis",
    "Ruling",
    "Test",
    "Untestable",
    "Verdict",
    "hypotheses",
    "hypothesis",
    "judge",
    "ledger",
    "ledger_frame",
    "read_own",
    "standing",
    "verdict",
    "write_own",
]

hypotheses = cast(Shelf[Test], module_shelf("hypothesis", "CLW-N18", __name__))
