"""What would a survey of firms hold if the truth were known: drawn with a seed, as tables."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from workbench.hypotheses._chains import linked_steps
from workbench.hypotheses._drawn import LARGEST, MIDDLE_SIZE, Drawn, drawn, items
from workbench.hypotheses._sizes import anchor_share, size_gini
from workbench.hypotheses._truth import COUNTRIES, STAGES, Truth

YEAR = 2025
INDUSTRIES = ("food", "furniture", "metal", "textiles")
IN_MAIN_INDUSTRY = 0.8
SILENT = 0.015  # the share of answers that are not given


def simulated(seed: int, truth: Truth | None = None) -> dict[str, pd.DataFrame]:
    """A simulated survey as the tables of a study.

    Parameters
    ----------
    seed
        Of the random numbers: the same seed gives the same tables.
    truth
        What is true; by default, what the shipped study was made with.

    Returns
    -------
    regions, activity, plants, actors, links, indicators, items and responses.

    Examples
    --------
    >>> sorted(simulated(0))[:4]
    ['activity', 'actors', 'indicators', 'items']
    """
    truth = truth or Truth()
    random = np.random.default_rng(seed)
    found = drawn(random, truth)
    plants = _plants(random, found)
    links = _links(random, found)
    sizes = plants.groupby("region")
    known = found.clusters.assign(
        area_km2=sizes.size() / np.exp(1 + 0.7 * found.clusters["density"]),
        gini=size_gini(plants),
        anchor=anchor_share(plants),
        complete=linked_steps(_actors(found), links, STAGES),
    )
    return {
        "regions": _regions(known),
        "activity": _activity(plants),
        "plants": plants,
        "actors": _actors(found),
        "links": links,
        "indicators": _indicators(known.assign(output_per_worker=_output(random, known, truth))),
        "items": items(truth),
        "responses": _responses(random, found.answers),
    }


def _plants(random: np.random.Generator, found: Drawn) -> pd.DataFrame:
    """Every firm of every cluster: those that answered, others, and in half of them an anchor."""
    known = found.firms[["region", "employees"]].rename(columns={"employees": "employment"})
    parts = [known.rename_axis("plant").reset_index()]
    for region, cluster in found.clusters.iterrows():
        number = int(40 * np.exp(0.4 * cluster["scale"]))
        others = random.lognormal(MIDDLE_SIZE, cluster["spread"], number)
        sizes = np.clip(np.rint(others), 1, 2 * LARGEST)
        if random.random() < 1 / 2:
            share = random.uniform(0.1, 0.45)
            sizes = np.append(sizes, np.rint(share / (1 - share) * sizes.sum()))
        codes = [f"{region}-N{number:02d}" for number in range(1, len(sizes) + 1)]
        parts.append(
            pd.DataFrame({"plant": codes, "region": region, "employment": sizes.astype("int64")})
        )
    plants = pd.concat(parts, ignore_index=True).sort_values("plant", ignore_index=True)
    main = pd.Series(random.choice(INDUSTRIES, len(found.clusters)), found.clusters.index)
    is_main = random.random(len(plants)) < IN_MAIN_INDUSTRY
    other = pd.Series(random.choice(INDUSTRIES, len(plants)))
    industry = plants["region"].map(main).where(is_main, other)
    return plants.assign(industry=industry, year=YEAR)


def _activity(plants: pd.DataFrame) -> pd.DataFrame:
    cells = plants.groupby(["region", "industry", "year"])["employment"]
    return cells.agg(employment="sum", establishments="size").reset_index()


def _actors(found: Drawn) -> pd.DataFrame:
    """The firms that answered; a stage of the chain is missing in some clusters."""
    position = np.arange(len(found.firms))
    gone = found.firms["region"].map(_gone(found.clusters))
    stage = np.where(position % len(STAGES) == gone, (position + 1) % len(STAGES), position)
    size = pd.cut(found.firms["employees"], [0, 9, 49, 249], labels=["micro", "small", "medium"])
    return found.firms.assign(
        role="firm",
        chain_stage=np.array(STAGES)[stage % len(STAGES)],
        size=size.astype("str"),
    ).reset_index()[["actor", "role", "chain_stage", "size", "region", "employees", "is_member"]]


def _gone(clusters: pd.DataFrame) -> dict[str, int]:
    """The stage that each cluster lacks; every third lacks none."""
    return {
        str(region): place % len(STAGES) if place % 3 else -1
        for place, region in enumerate(clusters.index)
    }


def _links(random: np.random.Generator, found: Drawn) -> pd.DataFrame:
    """Supplies from a stage to the next, and information within a stage."""
    actors = _actors(found)
    rows = []
    for _, here in actors.groupby("region"):
        by_stage = {stage: here.loc[here["chain_stage"] == stage, "actor"] for stage in STAGES}
        likely = random.uniform(0.3, 1)
        for first, second in pairwise(STAGES):
            ends = [by_stage[first].to_numpy(), by_stage[second].to_numpy()]
            if random.random() < likely and all(map(len, ends)):
                pairs = zip(*(random.choice(end, 2) for end in ends), strict=True)
                rows += [(*pair, "supply", int(random.integers(1, 4))) for pair in pairs]
        for stage in STAGES:
            pair = by_stage[stage].iloc[:2].tolist()
            if len(pair) > 1:
                rows.append((*pair, "information", int(random.integers(1, 4))))
    table = pd.DataFrame(rows, columns=["source", "target", "kind", "strength"])
    return table.drop_duplicates(["source", "target", "kind"]).assign(year=YEAR)


def _output(random: np.random.Generator, known: pd.DataFrame, truth: Truth) -> pd.Series:
    """Output per worker of each cluster, in thousand euros."""
    sizes = {name: _standard(known[name]) for name in ("gini", "complete")}
    density = _standard(known["density"])
    slope, curvature = truth.anchor
    logarithm = (
        np.log(40)
        + truth.density * density
        + truth.similarity * density * sizes["gini"]
        + slope * known["anchor"]
        + curvature * known["anchor"] ** 2
        + truth.completeness * sizes["complete"]
        + truth.noise * random.standard_normal(len(known))
    )
    return pd.Series(np.exp(logarithm))


def _standard(values: pd.Series) -> pd.Series:
    return (values - values.mean()) / values.std()


def _regions(known: pd.DataFrame) -> pd.DataFrame:
    countries = pd.DataFrame({"region": list(COUNTRIES), "name": list(COUNTRIES.values())})
    clusters = pd.DataFrame(
        {
            "region": known.index,
            "name": "Synthetic cluster " + known.index,
            "parent": known["parent"].to_numpy(),
            "area_km2": known["area_km2"].round(3).to_numpy(),
        }
    )
    return pd.concat(
        [countries.assign(level="country"), clusters.assign(level="cluster")], ignore_index=True
    )


def _indicators(known: pd.DataFrame) -> pd.DataFrame:
    names = [
        "boundedness",
        "governing_body",
        "milestone_reached",
        "months_watched",
        "output_growth",
        "output_per_worker",
    ]
    long = known[names].round(4).reset_index().melt("region", var_name="indicator")
    return long.assign(year=YEAR)[["region", "year", "indicator", "value"]]


def _responses(random: np.random.Generator, answers: pd.DataFrame) -> pd.DataFrame:
    """The answers as rows; a few were not given."""
    wide = answers.rename_axis(index="respondent", columns="item")
    long = wide.reset_index().melt("respondent", value_name="answer").astype({"answer": "str"})
    long = long.sort_values(["respondent", "item"], ignore_index=True)
    return long[random.random(len(long)) >= SILENT].reset_index(drop=True)
