"""How much hangs on the anchor, and how much do members sell to each other."""

from __future__ import annotations

import pandas as pd

from workbench.fieldwork.chains.chain import Chain
from workbench.fieldwork.chains.gaps import OUTSIDE

ANCHOR = "anchor"
MEMBERS = ("anchor", "core", "non-core")  # the document counts lenders among the participants


def throughput(actors: pd.DataFrame, links: pd.DataFrame, sales: pd.DataFrame) -> pd.Series:
    """How much goes through each actor: what it sells; where nobody asked, its supply links.

    Returns
    -------
    By actor; `.name` is "sales" or "strength of supply links".
    """
    codes = pd.Index(actors["actor"])
    if len(sales):
        sold = sales.groupby("source")["amount"].sum()
        return sold.reindex(codes, fill_value=0.0).astype("float64").rename("sales")
    supply = links[links["kind"] == "supply"]
    both = supply.set_index("source")["strength"].groupby(level=0).sum()
    both = both.add(supply.groupby("target")["strength"].sum(), fill_value=0)
    found = both.reindex(codes, fill_value=0.0).astype("float64")
    return found.rename("strength of supply links")


def concentration(actors: pd.DataFrame, chain: Chain, through: pd.Series) -> pd.DataFrame:
    """How much of each stage goes through one actor.

    Parameters
    ----------
    actors
        `actor`, `name`, `chain_stage`, `role`.
    chain
        Its stages.
    through
        As `throughput` makes it.

    Returns
    -------
    stage, actors, herfindahl (the sum of squared shares: 1 for one actor alone, 1/n for n alike),
    equal_actors (1 / herfindahl), largest (who), largest_share, anchor_share (missing where no
    anchor stands at the stage).

    Examples
    --------
    >>> from workbench.fieldwork.chains.chain import chain_of
    >>> chain = chain_of(pd.DataFrame({"stage": ["dairy"], "feeds": ["market"]}))
    >>> firms = pd.DataFrame({"actor": ["a", "b"], "name": ["A", "B"], "chain_stage": "dairy",
    ...                       "role": ["anchor", "core"]})
    >>> sold = pd.Series({"a": 90.0, "b": 10.0})
    >>> concentration(firms, chain, sold)[["herfindahl", "anchor_share"]].round(2).values.tolist()
    [[0.82, 0.9]]
    """
    rows = []
    for stage in chain.stages:
        own = actors[actors["chain_stage"] == stage].sort_values("actor", kind="stable")
        amounts = own["actor"].map(through).to_numpy("float64")
        shares = amounts / amounts.sum() if amounts.sum() > 0 else amounts * float("nan")
        herfindahl = float((shares**2).sum()) if amounts.sum() > 0 else float("nan")
        is_anchor = (own["role"] == ANCHOR).to_numpy()
        first = int(amounts.argmax()) if len(own) else -1
        rows.append(
            {
                "stage": stage,
                "actors": len(own),
                "herfindahl": herfindahl,
                "equal_actors": 1 / herfindahl,
                "largest": own["name"].iloc[first] if len(own) else "",
                "largest_share": float(shares[first]) if len(own) else float("nan"),
                "anchor_share": float(shares[is_anchor].sum()) if is_anchor.any() else float("nan"),
            }
        )
    return pd.DataFrame(rows)


def sole_buyers(actors: pd.DataFrame, pairs: list[tuple[str, str]]) -> pd.DataFrame:
    """Who sells to one actor alone: seller, buyer; `pairs` are (seller, buyer)."""
    sold = pd.DataFrame(pairs, columns=["seller", "buyer"]).drop_duplicates()
    alone = sold[sold.groupby("seller")["buyer"].transform("size") == 1]
    role = actors.set_index("actor")["role"]
    found = alone.assign(is_anchor=alone["buyer"].map(role).eq(ANCHOR))
    return found.sort_values(["buyer", "seller"], ignore_index=True)


def coherence(actors: pd.DataFrame, sales: pd.DataFrame) -> pd.DataFrame:
    """What members sell to members, as a share of all their sales and of all their purchases.

    Members are the anchor, the core and the non-core participants; everybody else counts as
    outside. The computation is that of the measure `input_output_coherence`.
    """
    from workbench.measures.input_output_coherence import input_output_coherence

    members = set(actors.loc[actors["role"].isin(MEMBERS), "actor"])
    ends = {
        end: sales[end].where(sales[end].isin(members), OUTSIDE) for end in ("source", "target")
    }
    own = pd.DataFrame(ends).assign(amount=sales["amount"])
    own = own.groupby(["source", "target"])["amount"].sum().reset_index()
    names = {"sales": "of all sales of members", "purchases": "of all purchases of members"}
    values = [input_output_coherence(own, variant=variant)["value"].item() for variant in names]
    return pd.DataFrame({"share": list(names.values()), "value": values})
