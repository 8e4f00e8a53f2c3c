"""Room 6, hypotheses: what a fit says about a claim, in one of four words."""

from workbench.hypotheses.verdict import VERDICTS, Verdict, judge

__all__ = ["VERDICTS", "Verdict", "judge"]
