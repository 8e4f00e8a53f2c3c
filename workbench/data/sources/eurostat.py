"""What does Eurostat say of European regions: business, population, product, outlines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbench.data.sources import _eurostat_replies as replies
from workbench.data.sources import _eurostat_tables as told
from workbench.data.sources import _nuts as nuts
from workbench.data.sources._ask import Ask
from workbench.data.sources._card import BOOLEAN, INTEGER, LIST, YEARS, Card, Option, source
from workbench.data.sources._draft import Draft
from workbench.data.sources._shape import nothing_left

NUTS_EDITIONS = ("2010", "2013", "2016", "2021", "2024")
SMALLEST_WITH_BUSINESS = 2

CARD = Card(
    title="Regional statistics",
    publisher="Eurostat",
    what="Local units, persons employed and wages by region and NACE industry; population; gross "
    "domestic product; outlines of the regions",
    address="https://ec.europa.eu/eurostat/databrowser",
    hosts=("ec.europa.eu", "gisco-services.ec.europa.eu"),
    options={
        "years": Option("which years", (2022,), YEARS, range=(1990, 2100)),
        "nuts": Option(
            "level of the regions; business statistics go down to 2", 2, INTEGER, range=(1, 3)
        ),
        "countries": Option(
            "two-letter codes; all where none is named", (), LIST, pattern=r"[A-Z]{2}"
        ),
        "dataset": Option("business statistics", "sbs_r_nuts2021", choices=tuple(told.BUSINESS)),
        "industries": Option(
            "level of the NACE industries; activity holds one level",
            "division",
            choices=tuple(told.NACE_LEVELS),
        ),
        "indicators": Option(
            "what is asked besides business statistics",
            ("population", "gdp", "gdp_per_head"),
            LIST,
            choices=tuple(told.INDICATORS),
        ),
        "outlines": Option("also the outlines of the regions, at 1:20 million", True, BOOLEAN),
        "edition": Option("edition of the outlines", "2021", choices=NUTS_EDITIONS),
    },
    licence={
        "name": "CC-BY-4.0",
        "title": "European Union, Creative Commons Attribution 4.0",
        "path": "https://ec.europa.eu/eurostat/help/copyright-notice",
    },
    citation="Eurostat, data browser, the tables named in the descriptor.",
    caveats=(
        "confidential cells are empty and flagged; a cell that is not given is missing, not zero",
        "codes of regions change with each edition of NUTS",
        "business statistics leave out farming, most of government, and until 2021 finance",
        "very large questions are answered later; ask for fewer years at once",
    ),
    documentation=(
        "https://ec.europa.eu/eurostat/web/user-guides/data-browser/api-data-access/"
        "api-detailed-guidelines/api-statistics",
        "https://json-stat.org/full/",
        "https://ec.europa.eu/eurostat/web/gisco/geodata/reference-data/"
        "administrative-units-statistical-units/nuts",
    ),
    warnings={
        "suppressed_values": "Confidential cells are empty and flagged suppressed; cells that are "
        "not given are empty without a flag. Neither is zero.",
    },
)
OUTLINE_TERMS = {
    "source": {
        "title": "© EuroGeographics for the administrative boundaries; Eurostat GISCO, NUTS",
        "path": "https://ec.europa.eu/eurostat/web/gisco",
    },
    "licence": {
        "name": "other-eurogeographics",
        "title": "© EuroGeographics: not for commercial use; name the source on every map",
        "path": "https://ec.europa.eu/eurostat/web/gisco/geodata/reference-data/"
        "administrative-units-statistical-units",
    },
}


@source(CARD)
def eurostat(ask: Ask, options: Mapping[str, Any]) -> Draft:
    """Business, population and product of European regions of one level.

    Parameters
    ----------
    ask
        Questions to the publisher.
    options
        The options of the card.

    Returns
    -------
    A draft with regions, industries and activity (down to NUTS 2), indicators and outlines.

    Raises
    ------
    StudyError
        If a reply cannot be had, is a complaint, or is not in the documented shape.
    """
    found = replies.Found()
    tables: dict[str, pd.DataFrame] = {}
    if options["nuts"] <= SMALLEST_WITH_BUSINESS:
        tables |= replies.business(ask, options, found)
    if options["indicators"]:
        tables |= replies.indicators(ask, options, found)
    if not tables:
        raise nothing_left("nothing is asked for", "-p nuts=2, or -p indicators=population")
    used = {code for t in tables.values() if "region" in t for code in t["region"]}
    names = {code: found.names.get(code, code) for code in sorted(used)}
    outlines = replies.outlines(ask, options, names, found) if options["outlines"] else []
    return Draft(
        title=f"European regions (NUTS {options['nuts']}), {_span(options['years'])}",
        description=f"{CARD.what}.",
        tables={"regions": _regions(names)} | tables,
        words=told.WORDS,
        notes=found.notes,
        outlines=outlines,
        outline_terms=OUTLINE_TERMS,
    )


def _regions(names: Mapping[str, str]) -> pd.DataFrame:
    """The regions, and the countries they lie in."""
    countries = sorted({nuts.country(code) for code in names} - set(names))
    codes = [*countries, *names]
    levels = [nuts.level(code) or 0 for code in codes]
    return pd.DataFrame(
        {
            "region": codes,
            "name": [names.get(code, code) for code in codes],
            "level": [nuts.LEVELS[depth] for depth in levels],
            "parent": [
                nuts.country(code) if depth else ""
                for code, depth in zip(codes, levels, strict=True)
            ],
        }
    )


def _span(years: tuple[int, ...]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"
