"""How does the same figure drift from source to source, and why is the change no change."""

from __future__ import annotations

import pandas as pd

from workbench.competitiveness.facts import facts_table, official_figures
from workbench.errors import listed

PERCENT = "percent"


def fact_cards(measures: str = "employment") -> pd.DataFrame:
    """One figure about small firms in all its sources, from the documents to official statistics.

    Parameters
    ----------
    measures
        "employment", "exports", "earnings" or another thing the fact cards measure.

    Returns
    -------
    One row a figure in percent: `source`, `value`, `reads` (equal, about, more or less than),
    `share_of`, `place`, `period`, `evidence` (a grade, for claims) and `is_official`; claims
    first. No rows where no card measures that.

    Examples
    --------
    >>> fact_cards("employment")["value"].tolist()
    [70.0, 71.0, 65.2, 64.4, 63.0]
    """
    return pd.concat([_claimed(measures), _official(measures)], ignore_index=True)


def _claimed(measures: str) -> pd.DataFrame:
    """The claims of the documents, each once."""
    names = {name for name, one in official_figures().items() if one.measures == measures}
    table = facts_table()
    own = table["official_name"].isin(names) | table["fact"].str.startswith(measures)
    rows = table[own].drop_duplicates("fact")
    return pd.DataFrame(
        {
            "source": "document " + rows["document"].str[:3],
            "value": rows["claim"],
            "reads": rows["claim_is"],
            "share_of": rows["share_of"],
            "place": rows["place"],
            "period": rows["period"],
            "evidence": rows["evidence"],
            "is_official": False,
        }
    )


def _official(measures: str) -> pd.DataFrame:
    """The later official shares, in the order in which they were recorded."""
    rows = [
        {
            "source": one.source,
            "value": one.value,
            "reads": one.relation,
            "share_of": one.share_of,
            "place": one.place,
            "period": str(one.year),
            "evidence": None,
            "is_official": True,
        }
        for one in official_figures().values()
        if one.measures == measures and one.unit == PERCENT
    ]
    return pd.DataFrame(rows)


def drifting_in_words(measures: str = "employment") -> str:
    """How far apart the figures lie, and of what they are shares.

    Examples
    --------
    >>> drifting_in_words("employment").split(":")[0]
    'Share of small and medium-sized enterprises in employment'
    """
    cards = fact_cards(measures)
    if cards.empty:
        return f"No figure on {measures} is recorded."
    told = [
        f"{row.value:g} % ({row.source}, {row.reads}, of {row.share_of}, {row.place}, {row.period})"
        for row in cards.itertuples()
    ]
    return (
        f"Share of small and medium-sized enterprises in {measures}: {listed(told, len(told))}. "
        f"The figures lie {cards['value'].max() - cards['value'].min():.1f} percentage points "
        f"apart and are shares of {cards['share_of'].nunique()} different things, so what lies "
        "between them is not a change over time."
    )
