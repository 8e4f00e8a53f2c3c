"""Do members of a cluster have more of each of the eight benefits than others like them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.data import Study
from workbench.hypotheses._card import Evidence, Hypothesis, Untestable, hypothesis
from workbench.hypotheses._regression import line_of, linear, within
from workbench.hypotheses._survey import BENEFITS, FEWEST_FIRMS, caveats_of, firms, scores
from workbench.measures import false_discoveries

SMALLEST = 0.2

HYPOTHESIS = Hypothesis(
    number="H6",
    claim="Small firms that belong to a cluster have more of each of eight benefits, from lower "
    "costs to outside resources, than firms of the same size around them that do not.",
    documents=("000 4, table of benefits",),
    estimand="difference between members and others of the same size in the same cluster, for the "
    "benefit where it is smallest, in standard deviations of such firms",
    needs="answers of members and of others to a question on each of the eight benefits, with the "
    "cluster and the employees of each firm",
    measure="mean answer to the questions on each benefit",
    recipe="least squares within clusters with the logarithm of employees, errors clustered",
    kind="own",
    smallest_effect=SMALLEST,
    unit="standard deviations",
    refuter="for one benefit or more, the interval that allows for eight comparisons lies below "
    "the smallest effect; the claim is supported only if the 95 % interval of each of the eight "
    "lies above it",
    family="benefits of membership",
    caveats=(
        "Members chose to be members, so a difference need not come from membership.",
        "Answers are the firms' own opinion of their benefits.",
    ),
)


@hypothesis(HYPOTHESIS)
def members_gain_the_eight_benefits(study: Study) -> Evidence:
    """Compare members with others, benefit by benefit; the weakest decides.

    Raises
    ------
    Untestable
        If the study has no such survey, or too few members or others.
    """
    values = scores(study, BENEFITS)
    told = firms(study, values.index, "is_member", "employees")
    if not told["is_member"].dropna().isin([True, False]).all():
        raise Untestable(
            "is_member of the table actors is not true or false for every firm: written so, it "
            "would make the claim testable."
        )
    table = member_differences(values, told)
    name = str(table["estimate"].idxmin())
    weakest = line_of(table, name)
    verdict = verdict_on(table)
    n_known = int(table["firms"].min())
    return Evidence(
        weakest["estimate"],
        weakest["low_of_eight"],
        weakest["high_of_eight"],
        f"Of eight benefits members have more of {int((table['low'] > 0).sum())} beyond doubt, and "
        f"{int((table['low'] > SMALLEST).sum())} by {SMALLEST:g} standard deviations or more; the "
        f"weakest is {name}. Its interval allows for eight comparisons.",
        p_value=float(table["p_value"].max()),
        rows=n_known,
        verdict=verdict,
        caveats=caveats_of(study),
        table=table.reset_index(),
    )


def member_differences(values: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """One row a benefit: the difference in standard deviations with its intervals.

    `low` and `high` hold each by itself in 95 of 100 surveys, `low_of_eight` and `high_of_eight`
    all at once (Bonferroni); `q_value` allows for the false discoveries among them.
    """
    rows = {str(name): _difference(values[name], told, values.shape[1]) for name in values}
    table = pd.DataFrame(rows).T.rename_axis("benefit")
    return false_discoveries(table).drop(columns="is_discovery")


def _difference(answers: pd.Series, told: pd.DataFrame, comparisons: int) -> dict[str, float]:
    from scipy.special import stdtrit

    known = told.assign(answer=answers, size=np.log(told["employees"])).dropna()
    is_member = known["is_member"].astype("float64")
    if min((is_member == 1).sum(), (is_member == 0).sum()) < FEWEST_FIRMS / 2:
        raise Untestable(
            f"Only {int(is_member.sum())} members and {int((is_member == 0).sum())} others "
            f"answered the question on {answers.name}: 15 of each would make it testable."
        )
    columns = pd.DataFrame({"member": is_member, "size": known["size"], "answer": known["answer"]})
    centred = within(columns, known["region"])
    n_groups = known["region"].nunique()
    fit = linear(centred["answer"], centred[["member", "size"]], known["region"], n_groups)
    unit = fit.attrs["residual_sd"]
    line = fit.loc["member"]
    reach = stdtrit(n_groups - 1, 1 - 0.025 / comparisons) * line["std_error"]
    return {
        "estimate": line["estimate"] / unit,
        "low": line["low"] / unit,
        "high": line["high"] / unit,
        "low_of_eight": (line["estimate"] - reach) / unit,
        "high_of_eight": (line["estimate"] + reach) / unit,
        "p_value": line["p_value"],
        "firms": float(len(known)),
    }


def verdict_on(table: pd.DataFrame) -> str:
    """Supported if every benefit is above the smallest effect, refuted if one lies below."""
    if (table["low"] > SMALLEST).all():
        return "supported"
    return "refuted" if (table["high_of_eight"] < SMALLEST).any() else "not shown"
