"""Who works with whom in a cluster, what does its chain lack, and without whom does it break."""

from __future__ import annotations

from workbench.fieldwork._dairy import actors as dairy_actors
from workbench.fieldwork._instrument import Card, Findings, Form, Tables, instrument
from workbench.fieldwork.chains import map_sheets as sheets
from workbench.fieldwork.chains.examples import (
    dairy_capacities,
    dairy_chain,
    dairy_links,
    dairy_sales,
)
from workbench.fieldwork.chains.map_checks import asked_of, map_rules
from workbench.fieldwork.chains.map_findings import look

CARD = Card(
    question="Who works with whom, which links and stages are missing, and who is critical?",
    method="The network of actors by kind of link and degree 0 to 3, held against a value chain: "
    "links and stages that it needs and the cluster lacks, investment gaps, single points of "
    "failure, dependence on the anchor, sales among members, functional diagram.",
    document="001, preliminary field studies (cluster map); 004, stage 2 and the text about Fig. 2",
    command="cluster-map",
    template="links",
    notebook="building_a_cluster",
    sheets=sheets.SHEETS,
    sources=(
        "Wasserman and Faust (1994) for the network; Freeman (1977, 1978) for betweenness and "
        "centralisation",
        "Hopcroft and Tarjan (1973) for articulation points; Cooper, Harvey and Kennedy (2001) for "
        "who reaches the market only through whom",
    ),
    caveats=(
        "the documents ask for this map and give no formulas: the measures and rules are ours",
        "of the four sectors the deck of Izmir gives the names alone: their stages are ours, and "
        "so are feed and sale as stages of the dairy chain; bring your own in the sheet chain",
        "a link counts where either side tells it; an answer that is missing is no link, so a map "
        "from few interviews lacks links that exist",
        "a stage that is bought from outside is no fault by itself: what comes in cheaply need not "
        "be made here",
        "one strong link of two groups fills a need of the chain; see also the share of actors "
        "that have one",
        "the links that a chain needs besides supply are ours, in every chain that ships: bring "
        "your own in the sheet needed_links",
        "a map tells of single firms: ask them before it is published; in the words too those who "
        "are critical are named",
    ),
    private=("critical", "layout_actors", "layout_links", "cut_off", "sole_buyers"),
)


def example(seed: int) -> Tables:
    """A dairy cluster with two missing links, a critical collector, and feed from outside."""
    return {
        "actors": dairy_actors(seed),
        "links": dairy_links(seed),
        "chain": dairy_chain(),
        "sales": dairy_sales(seed),
        "capacities": dairy_capacities(seed),
    }


@instrument(CARD, example, map_rules)
def cluster_map(
    form: Form,
    *,
    chain: str = "",
    year: int = 0,
    least_strength: int = 1,
    outside_share: float = 0.5,
    critical_share: float = 0.1,
) -> Findings:
    """Map a cluster: its network, what its value chain lacks, and who is critical.

    Parameters
    ----------
    form
        Sheets actors and links; chain, needed_links, sales and capacities where there are any.
    chain
        A chain that ships: "dairy", "machinery_metal_casting", "auto_repair", "hvac_r" or
        "fruit_and_vegetables". By default the sheet chain, else the only one that ships and has
        all stages of the actors.
    year
        Of the links; by default the last.
    least_strength
        The degree from which a link counts: 1, 2 or 3.
    outside_share
        From this share of what the cluster buys of a stage's product on, the stage is served
        from outside.
    critical_share
        The share of the others that an actor has to be critical for to be told.

    Returns
    -------
    Tables `metrics`, `critical` (actors), `layout_actors` and `layout_links` for drawing; with a
    chain also `stages`, `needed_links`, `missing_links`, `cut_off`, `concentration`,
    `sole_buyers`, `blocks`, `arrows`, `checks`; with sales `coherence`.

    Raises
    ------
    StudyError
        With everything that is wrong with the sheets.
    ParameterError
        If an option is out of range, or no chain has that name.
    """
    options = {
        "least_strength": least_strength,
        "outside_share": outside_share,
        "critical_share": critical_share,
    }
    return look(form, asked_of(form, chain, year, options))
