"""What do the World Bank's indicators say: countries and years."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbench.data.sources._ask import Ask, Wanted
from workbench.data.sources._card import BOOLEAN, LIST, YEARS, Card, Option, source
from workbench.data.sources._draft import Draft
from workbench.data.sources._recognise import parsed
from workbench.data.sources._shape import in_shape, misshapen, nothing_left, rows_in_words

ADDRESS = "https://api.worldbank.org/v2"
ROWS_A_PAGE = 1000
MOST_PAGES = 1000
AGGREGATE = "NA"  # the region of those entries that are no countries
COUNTRY, GROUP = "country", "aggregate"
FLAGS = {"E": "imputed", "F": "imputed"}  # estimated, forecast
CODE = "source_code"

CARD = Card(
    title="World Development Indicators and other databases",
    publisher="World Bank",
    what="Indicators of countries by year",
    address="https://data.worldbank.org",
    hosts=("api.worldbank.org",),
    options={
        "indicators": Option(
            "codes of indicators",
            ("NY.GDP.PCAP.PP.KD", "SP.POP.TOTL", "SL.GDP.PCAP.EM.KD"),
            LIST,
        ),
        "countries": Option(
            "three-letter codes; all where none is named", (), LIST, pattern=r"[A-Z]{3}"
        ),
        "years": Option("which years", tuple(range(2010, 2024)), YEARS, range=(1960, 2100)),
        "aggregates": Option("also groups of countries, such as WLD", False, BOOLEAN),
    },
    licence={
        "name": "CC-BY-4.0",
        "title": "Creative Commons Attribution 4.0",
        "path": "https://datacatalog.worldbank.org/public-licenses#cc-by",
    },
    citation="World Bank, World Bank Open Data.",
    caveats=(
        "some indicators come from third parties with terms of their own; see the source on their "
        "card",
        "countries and groups of countries come in one list; groups are left out unless asked for",
        "no indicator has a direction; write it into indicator_cards before computing an index",
        "a wrong indicator is answered with status 200 and a message; it is recognised",
    ),
    documentation=(
        "https://datahelpdesk.worldbank.org/knowledgebase/articles/898581-api-basic-call-structure",
        "https://datahelpdesk.worldbank.org/knowledgebase/articles/898590-country-api-queries",
        "https://datahelpdesk.worldbank.org/knowledgebase/articles/898599-indicator-api-queries",
    ),
)


@source(CARD)
def world_bank(ask: Ask, options: Mapping[str, Any]) -> Draft:
    """Indicators of countries, with a card for each.

    Parameters
    ----------
    ask
        Questions to the publisher.
    options
        The options of the card.

    Returns
    -------
    A draft with regions (countries), indicators and indicator_cards.

    Raises
    ------
    StudyError
        If a reply cannot be had, is a complaint, or is not in the documented shape.
    """
    regions = _regions(ask)
    years = options["years"]
    found = [_rows(ask, code, years) for code in options["indicators"]]
    rows = pd.concat(found, ignore_index=True)
    cards = pd.DataFrame([_card(ask, code) for code in options["indicators"]])
    rows, notes = _chosen(rows, regions, options)
    used = regions[regions["region"].isin(rows["region"])]
    return Draft(
        title=f"World Bank indicators, {years[0]} to {years[-1]}",
        description=f"{CARD.what}: {', '.join(cards['name'])}.",
        tables={"regions": used, "indicators": rows, "indicator_cards": cards},
        words={
            "group": {"description": "The World Bank's region of the world."},
            CODE: {"description": "The indicator's code at the World Bank."},
            "flag": {"description": "imputed where the World Bank estimates or forecasts."},
            "longitude": {"unit": "degrees", "description": "Longitude of the capital."},
            "latitude": {"unit": "degrees", "description": "Latitude of the capital."},
        },
        notes=notes,
    )


def complaint(body: bytes) -> str | None:
    """What the World Bank complains of in a reply with status 200.

    Examples
    --------
    >>> complaint(b'[{"message": [{"id": "120", "key": "Invalid value", "value": "not valid"}]}]')
    'Invalid value: not valid (message 120)'
    """
    found = parsed(body)
    first = found[0] if isinstance(found, list) and found else found
    messages = first.get("message") if isinstance(first, Mapping) else None
    if not messages:
        return None
    told = messages if isinstance(messages, list) else [messages]
    return "; ".join(
        f"{m.get('key')}: {m.get('value')} (message {m.get('id')})"
        if isinstance(m, Mapping)
        else str(m)
        for m in told
    )


def _wanted(path: str, parameters: tuple[tuple[str, str], ...], page: int) -> Wanted:
    fixed = (("format", "json"), ("per_page", str(ROWS_A_PAGE)), ("page", str(page)))
    remedy = "look the code up at https://data.worldbank.org/indicator, then -p indicators=…"
    return Wanted(f"{ADDRESS}/{path}", parameters + fixed, complaint=complaint, remedy=remedy)


def _all_pages(ask: Ask, path: str, parameters: tuple[tuple[str, str], ...]) -> list[Any]:
    """The entries of all pages; a reply is [about the pages, entries]."""
    entries: list[Any] = []
    page = pages = 1
    while page <= pages:
        wanted = _wanted(path, parameters, page)
        found = ask.json(wanted)
        with in_shape(wanted, "[about the pages, entries]"):
            about, part = found
            pages, total, came = int(about["pages"]), int(about["total"]), int(about["page"])
            entries += part or []
        if came != page or pages > MOST_PAGES:
            what = f"page {came} of {pages} came"
            raise misshapen(wanted, what, f"page {page} of at most {MOST_PAGES}")
        page += 1
    if len(entries) != total:
        what = f"{len(entries):,} entries came, {total:,} were announced"
        raise misshapen(wanted, what, "as many entries as announced")
    return entries


def _regions(ask: Ask) -> pd.DataFrame:
    entries = _all_pages(ask, "country", ())
    with in_shape(_wanted("country", (), 1), "entries with id, name, region"):
        frame = pd.DataFrame(
            [
                {
                    "region": entry["id"],
                    "name": entry["name"].strip(),
                    "level": GROUP if entry["region"]["id"] == AGGREGATE else COUNTRY,
                    "group": entry["region"]["value"].strip(),
                    "longitude": entry.get("longitude") or None,
                    "latitude": entry.get("latitude") or None,
                }
                for entry in entries
            ]
        )
        return frame.astype({"longitude": "float64", "latitude": "float64"})


def _rows(ask: Ask, code: str, years: tuple[int, ...]) -> pd.DataFrame:
    span = (("date", f"{years[0]}:{years[-1]}"),)
    path = f"country/all/indicator/{code}"
    entries = _all_pages(ask, path, span)
    expected = "entries with countryiso3code, country, date (a year), value"
    with in_shape(_wanted(path, span, 1), expected):
        return pd.DataFrame(
            [
                {
                    "region": entry["countryiso3code"] or entry["country"]["id"],
                    "year": int(entry["date"]),
                    "indicator": name_of(code),
                    "value": None if entry["value"] is None else float(entry["value"]),
                    "flag": FLAGS.get(entry.get("obs_status") or "", ""),
                }
                for entry in entries
            ],
            columns=["region", "year", "indicator", "value", "flag"],
        ).astype({"value": "float64"})


def _card(ask: Ask, code: str) -> dict[str, str]:
    path = f"indicator/{code}"
    entries = _all_pages(ask, path, ())
    with in_shape(_wanted(path, (), 1), "one entry with name, unit, sourceOrganization"):
        about = entries[0]
        name = str(about["name"]).strip()
        topics = [str(topic.get("value") or "").strip() for topic in about.get("topics") or []]
        return {
            "indicator": name_of(code),
            "name": name,
            "unit": str(about.get("unit") or "").strip() or _unit(name),
            "direction": "context",
            "dimension": "; ".join(filter(None, topics)),
            "scale": "linear",
            "source": str(about.get("sourceOrganization") or "").strip(),
            CODE: code,
        }


def _unit(name: str) -> str:
    """The unit that stands in brackets at the end of an indicator's name."""
    found = re.search(r"\(([^()]+)\)$", name)
    return found.group(1) if found else "as the name says"


def name_of(code: str) -> str:
    """An indicator's code as a name that a formula can use.

    Examples
    --------
    >>> name_of("NY.GDP.PCAP.KD")
    'ny_gdp_pcap_kd'
    """
    return code.lower().replace(".", "_").replace("-", "_")


def _chosen(
    rows: pd.DataFrame, regions: pd.DataFrame, options: Mapping[str, Any]
) -> tuple[pd.DataFrame, list[str]]:
    """The rows of the countries and years asked for, with what was left out in words."""
    level = rows["region"].map(dict(zip(regions["region"], regions["level"], strict=True)))
    is_unknown, is_group = level.isna(), level == GROUP
    is_empty = rows["value"].isna()
    keep = ~is_unknown & ~is_empty & rows["year"].isin(options["years"])
    if not options["aggregates"]:
        keep &= ~is_group
    if options["countries"]:
        keep &= rows["region"].isin(options["countries"])
    reasons = {
        "of places that the list of countries lacks": is_unknown.sum(),
        "without a figure; such a cell is missing, not zero": is_empty.sum(),
        "of groups of countries, since they overlap": (is_group & ~is_empty).sum(),
    }
    if options["aggregates"]:
        reasons.popitem()
    notes = [f"Left out: {rows_in_words(n)} {why}." for why, n in reasons.items() if n]
    if not keep.any():
        raise nothing_left("no figure for these countries and years", "-p years=… or countries=…")
    return rows[keep], notes
