"""How is a cluster doing: indicators against targets, network and milestones, noise known."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from workbench.data.table_problems import Subject
from workbench.errors import Problem, listed
from workbench.fieldwork._instrument import Card, Findings, Form, instrument
from workbench.fieldwork.watching.control_limits import false_alarm_rate, rules_within
from workbench.fieldwork.watching.example import HIGHER, LOWER, example
from workbench.fieldwork.watching.lights import (
    AMBER,
    GREEN,
    RED,
    WAITING,
    Way,
    last_signal,
    light,
)
from workbench.fieldwork.watching.milestones import (
    FEWEST_MONTHS,
    MOST_MONTHS,
    OVERDUE,
    milestone_table,
    months_to_the_end,
)
from workbench.fieldwork.watching.network_growth import network_growth
from workbench.fieldwork.watching.sheets import SHEETS

CARD = Card(
    question="Is the cluster on its way to its targets, or does it only look so by chance?",
    method="each indicator has a straight way from its baseline to its target; the mean of its "
    "last four values is held against it, with an interval from how much the series moves by "
    "itself; behind is said only where all of the interval is",
    document="004, stage 5: growth of production, sales and capacity, large projects, "
    "competitiveness, shares of domestic and foreign markets, cooperation; one to three years to "
    "a full cluster. The document names what to watch; the lights are ours",
    command="monitor",
    template="monitoring",
    notebook="monitoring_a_cluster",
    sheets=SHEETS,
    sources=(
        "Wheeler and Chambers (1992), Understanding Statistical Process Control",
        "Wasserman and Faust (1994), Social Network Analysis",
    ),
    caveats=(
        "noise is taken to be independent from period to period; a series that drifts gives "
        "signals although nothing happened",
        "with four values the interval is wide, and most lights say that it cannot be told",
        "several lights are looked at, so some err: the words say how many to expect",
    ),
)


def rules(form: Form) -> Iterator[Problem]:
    """A target with a direction, apart from its baseline, and after it."""
    targets = form.subject("targets")
    table = targets.table
    if targets.has("direction"):
        astray = ~table["direction"].isin([HIGHER, LOWER])
        yield from _no_way(targets, "direction", astray, f"{HIGHER}, or {LOWER}")
    if targets.has("target", "baseline"):
        same = table["target"].eq(table["baseline"])
        yield from _no_way(targets, "target", same, "a target apart from the baseline")
    if targets.has("target_period", "baseline_period"):
        late = table["target_period"].le(table["baseline_period"])
        late |= table["target_period"].isna()
        words = "a period after that of the baseline"
        yield from _no_way(targets, "target_period", late, words)


def _no_way(targets: Subject, column: str, rows: pd.Series, expected: str) -> Iterator[Problem]:
    if rows.any():
        at = int(rows.to_numpy().argmax())
        named = targets.table["indicator"].iloc[at] if targets.has("indicator") else f"{at + 1}"
        yield targets.tell(
            "CLW-E50",
            f"the indicator {named} has no way to go",
            column,
            rows.to_numpy(dtype=bool),
            expected,
            "correct the row, or take the indicator out",
        )


@instrument(CARD, example, rules)
def monitoring(form: Form, *, now: float | None = None, tolerance: float = 0.1) -> Findings:
    """Hold a cluster's indicators, network and milestones against its plan.

    Parameters
    ----------
    form
        targets and observations; milestones, links and actors may be left out.
    now
        The month of the look, since the beginning; by default that of the last milestone reached
        or of the last that is due, whichever is earlier than the other.
    tolerance
        How far behind still counts as on the way, as a share of the whole way.

    Returns
    -------
    Findings with the tables `lights`, `gaps`, `network` and `milestones`.

    Raises
    ------
    StudyError
        If a target cannot be held against anything: no way to go, or no time to go it in.

    Examples
    --------
    >>> found = monitoring("synthetic_dairy_cluster")
    >>> sorted(found.tables["lights"].query("light == 'behind'")["indicator"])
    ['capacity', 'foreign_share']
    """
    targets = form.table("targets")
    lights, gaps = _lights(targets, form.table("observations"), tolerance)
    tables = {"lights": lights, "gaps": gaps}
    words = list(_words_on_lights(lights))
    if "links" in form and "year" in form.table("links"):
        links = form.table("links")
        linked = {*links["source"], *links["target"]}
        n_actors = len(form.table("actors")) if "actors" in form else len(linked)
        tables["network"] = network_growth(links, n_actors)
        words += _words_on_network(tables["network"])
    if "milestones" in form:
        table = milestone_table(form.table("milestones"), _now(form.table("milestones"), now))
        tables["milestones"] = table
        words += _words_on_milestones(table)
    facts = {name: int((lights["light"] == name).sum()) for name in (GREEN, AMBER, RED, WAITING)}
    return Findings(
        "monitoring",
        form.study.name,
        tuple(words),
        tables,
        {name.replace(" ", "_"): count for name, count in facts.items()},
        form.flags,
        form.is_synthetic,
    )


def _lights(
    targets: pd.DataFrame, observations: pd.DataFrame, tolerance: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A row a light, and a row a value with how far it is ahead of its way."""
    rows, series = [], []
    called = targets["name"].where(targets["name"].notna(), targets["indicator"])
    for target in targets.assign(name=called).to_dict("records"):
        own = observations[observations["indicator"] == target["indicator"]]
        own = own.dropna(subset=["value"]).sort_values("period")
        way = Way(
            float(target["baseline_period"]),
            float(target["target_period"]),
            float(target["baseline"]),
            float(target["target"]),
            1 if target["direction"] == HIGHER else -1,
        )
        periods, values = own["period"].to_numpy("float64"), own["value"].to_numpy("float64")
        judged = light(periods, values, way, tolerance=tolerance)
        share = judged.gap / way.length
        signal = last_signal(periods, values, way)
        last = values[-1] if len(values) else np.nan
        told = (judged.light, last, judged.gap, judged.low, judged.high, share)
        named = (
            target["indicator"],
            target["name"],
            target["unit"],
            target["baseline"],
            target["target"],
        )
        rows.append((*named, *told, judged.noise, judged.values, signal or None))
        series.append(own.assign(name=target["name"], gap=way.gaps(periods, values)))
    columns = ["indicator", "name", "unit", "baseline", "target", "light", "last", "gap", "low"]
    columns += ["high", "gap_share", "noise", "values", "last_signal"]
    return pd.DataFrame(rows, columns=columns), pd.concat(series, ignore_index=True)


def _words_on_lights(lights: pd.DataFrame) -> Iterator[str]:
    for name in (RED, AMBER, GREEN, WAITING):
        own = lights[lights["light"] == name]
        if len(own):
            yield f"{name.capitalize()}: {listed(own['name'])} ({len(own)} of {len(lights)})."
    behind = lights[lights["light"] == RED]
    for row in behind.to_dict("records"):
        yield (
            f"{row['name']}: the last values lie {-row['gap']:.3g} {row['unit']} behind the way "
            f"(95 % interval {-row['high']:.3g} to {-row['low']:.3g}), "
            f"{-row['gap_share']:.0%} of all that was to be gained."
        )
    judged = lights["light"].ne(WAITING)
    if judged.any():
        yield (
            f"Of {int(judged.sum())} indicators that are on their way, "
            f"{0.025 * judged.sum():.1f} would be called behind by chance."
        )
        longest = int(lights["values"].max())
        rate = false_alarm_rate(longest, rules_within(longest))
        yield f"A signal in the chart of a stable series comes in {rate:.1%} of such series."


def _words_on_network(network: pd.DataFrame) -> Iterator[str]:
    if network.empty:
        return
    first, last = network.iloc[0], network.iloc[-1]
    told = (
        f"{int(last['links']):,} links in {int(last['year'])}, {last['density']:.1%} of those "
        f"possible, {last['reciprocity']:.0%} of them both ways"
    )
    if len(network) > 1:
        told += f"; in {int(first['year'])} there were {int(first['links']):,}"
    yield f"Network: {told}."


def _now(milestones: pd.DataFrame, now: float | None) -> float:
    if now is not None:
        return now
    reached, due = milestones["reached"].max(), milestones["due"].max()
    return float(due if pd.isna(reached) else max(reached, min(due, reached + 12)))


def _words_on_milestones(table: pd.DataFrame) -> Iterator[str]:
    late = table[table["state"] == OVERDUE]
    yield (
        f"{int(table['reached'].notna().sum())} of {len(table)} milestones are reached"
        + (f"; overdue: {listed(late['milestone'])}." if len(late) else "; none is overdue.")
    )
    end = months_to_the_end(table)
    within = "within" if end <= MOST_MONTHS else "beyond"
    yield (
        f"At the pace so far the last one is reached after {end:.0f} months, {within} the "
        f"{FEWEST_MONTHS} to {MOST_MONTHS} that document 004 gives a full cluster."
    )
