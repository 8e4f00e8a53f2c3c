"""What does ISTAT say of Italian places: local units and persons employed, by industry."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from workbench.data.sources._ask import Ask, Wanted
from workbench.data.sources._card import BOOLEAN, INTEGER, LIST, YEARS, Card, Option, source
from workbench.data.sources._draft import Draft
from workbench.data.sources._recognise import XML
from workbench.data.sources._shape import misshapen, nothing_left, require, rows_in_words
from workbench.errors import Problem, StudyError

# The regions, with the two autonomous provinces in place of Trentino-Alto Adige.
REGIONS = (
    "ITC1",
    "ITC2",
    "ITC3",
    "ITC4",
    "ITD1",
    "ITD2",
    "ITD3",
    "ITD4",
    "ITD5",
    "ITE1",
    "ITE2",
    "ITE3",
    "ITE4",
    "ITF1",
    "ITF2",
    "ITF3",
    "ITF4",
    "ITF5",
    "ITF6",
    "ITG1",
    "ITG2",
)
AREAS_A_QUESTION = 35  # ISTAT refuses longer addresses
MEASURES = {"LU": "establishments", "LUEMPDAA": "employment"}
AREA, MEASURE, INDUSTRY = "REF_AREA", "DATA_TYPE", "ECON_ACTIVITY_NACE_2007"
SIZE, TIME, VALUE, STATUS = "PERS_EMPL_SIZE_CLASS", "TIME_PERIOD", "value", "OBS_STATUS"
TOTAL = "0010"
LEVELS = {2: "country", 3: "group", 4: "region", 5: "province", 6: "municipality"}
SUPPRESSED = ("c", "C")
NAMES = {"areas": "CL_ITTER107", "industries": "CL_ATECO_2007"}
INSTALL = 'pip install "cluster-workbench[istat]"'

CARD = Card(
    title="Statistical register of active enterprises (ASIA), local units",
    publisher="ISTAT",
    what="Local units and persons employed, by place and Ateco industry",
    address="https://esploradati.istat.it",
    hosts=("esploradati.istat.it",),
    options={
        "dataflow": Option("which table of ISTAT", "183_1163_DF_DICA_ASIAULP_TERRIFDATA_7"),
        "years": Option("which years", (2021,), YEARS, range=(2012, 2100)),
        "areas": Option("codes of places of one level", REGIONS, LIST, pattern=r"[A-Z0-9]{4,6}"),
        "digits": Option("digits of the Ateco industries", 2, INTEGER, range=(2, 5)),
        "names": Option("also the names of places and industries, two long lists", True, BOOLEAN),
    },
    licence={
        "name": "CC-BY-3.0-IT",
        "title": "Creative Commons Attribution 3.0 Italy",
        "path": "https://www.istat.it/en/legal-notice",
    },
    citation="ISTAT, ASIA, local units.",
    caveats=(
        "ISTAT answers slowly and few questions a minute; ask for few places at once",
        "the self-employed count as persons employed; agriculture and government are out",
        "an absent cell is not distinguished from zero",
    ),
    documentation=(
        "https://sdmx1.readthedocs.io/en/latest/sources.html",
        "https://github.com/sdmx-twg/sdmx-ml/tree/master",
    ),
    extra="istat",
    warnings={"partial_coverage": "An absent cell may be zero or not published."},
)


@source(CARD)
def istat(ask: Ask, options: Mapping[str, Any]) -> Draft:
    """Local units and persons employed by Italian places of one level, read by sdmx1.

    Parameters
    ----------
    ask
        Questions to the publisher.
    options
        The options of the card.

    Returns
    -------
    A draft with regions, industries, activity, and the totals as indicators.

    Raises
    ------
    StudyError
        If the extra [istat] is not installed, a reply cannot be had, or is of another shape.
    """
    lengths = {len(area) for area in options["areas"]}
    if len(lengths) != 1:
        raise nothing_left("places of several levels overlap", "-p areas=, codes of one length")
    rows = pd.concat([_rows(ask, wanted) for wanted in _questions(options)], ignore_index=True)
    rows = rows[rows["year"].isin(options["years"])]
    is_level = rows["industry"].str.fullmatch(rf"\d{{{options['digits']}}}")
    activity = rows[is_level]
    if activity.empty:
        raise nothing_left("no such industries or years", "-p digits=… or years=…")
    totals = rows[rows["industry"] == TOTAL]
    left = len(rows) - len(activity) - len(totals)
    names = {kind: _names(ask, code) if options["names"] else {} for kind, code in NAMES.items()}
    level = LEVELS[lengths.pop()]
    return Draft(
        title=f"Italian local units by {level}, {options['years'][0]} to {options['years'][-1]}",
        description=f"{CARD.what}.",
        tables={
            "regions": _list(
                "region", {*activity["region"], *totals["region"]}, names["areas"]
            ).assign(level=level),
            "industries": _list("industry", set(activity["industry"]), names["industries"]),
            "activity": activity,
            **_indicators(totals),
        },
        words={
            "flag": {"description": "suppressed where employment is confidential."},
            "employment": {
                "unit": "persons, mean of the year",
                "description": "Persons employed in local units.",
            },
        },
        notes=[f"Left out: {rows_in_words(left)} of other levels of industries."] if left else [],
    )


def _questions(options: Mapping[str, Any]) -> Iterator[Wanted]:
    """One question for each few places."""
    areas, years = options["areas"], options["years"]
    for start in range(0, len(areas), AREAS_A_QUESTION):
        some = "+".join(areas[start : start + AREAS_A_QUESTION])
        key = f"A.{some}.{'+'.join(MEASURES)}..TOTAL"
        span = {"startPeriod": str(years[0]), "endPeriod": str(years[-1])}
        yield _wanted("data", options["dataflow"], key=key, params=span)


def _wanted(kind: str, name: str, **options: Any) -> Wanted:
    """What to ask ISTAT for; sdmx1 knows the addresses, and nothing is sent here."""
    request = _sdmx().Client("ISTAT").get(kind, name, dry_run=True, **options)
    remedy = "ISTAT may be busy: ask again later, for fewer places"
    return Wanted(str(request.url), kind=XML, complaint=complaint, remedy=remedy)


def complaint(body: bytes) -> str | None:
    """What is wrong with a reply in XML that is no message of data or codes.

    Examples
    --------
    >>> complaint(b'<message:Error xmlns:message="m"><t>NoRecordsFound</t></message:Error>')
    'NoRecordsFound'
    """
    from workbench.data.sources._recognise import said

    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        return "it defines entities, which no message does"
    is_error = b":Error" in body[:4096] or b"faultstring" in body[:4096]
    return said(body) if is_error else None


def _sdmx() -> Any:
    try:
        import sdmx
    except ImportError:
        raise StudyError(
            Problem(
                "CLW-W18",
                "ISTAT is read by the package sdmx1, which is not installed",
                expected="the extra [istat]",
                remedy=INSTALL,
            )
        ) from None
    logging.getLogger("sdmx").setLevel(logging.ERROR)
    return sdmx


def _message(ask: Ask, wanted: Wanted) -> Any:
    body, sdmx = ask(wanted), _sdmx()
    try:
        return sdmx.read_sdmx(io.BytesIO(body))
    except Exception as error:  # the reader raises whatever its parts raise
        raise misshapen(wanted, f"{type(error).__name__} {error}", "SDMX-ML 2.1") from error


def _rows(ask: Ask, wanted: Wanted) -> pd.DataFrame:
    message = _message(ask, wanted)
    if not getattr(message, "data", None):
        raise misshapen(wanted, "it holds no data", "an SDMX data message")
    found = _sdmx().to_pandas(message.data[0], attributes="o").reset_index()
    require(wanted, found.columns, [AREA, MEASURE, INDUSTRY, TIME, VALUE])
    if SIZE in found:
        found = found[found[SIZE] == "TOTAL"]
    if STATUS not in found:
        found[STATUS] = ""
    return _wide(found, wanted)


def _wide(found: pd.DataFrame, wanted: Wanted) -> pd.DataFrame:
    year = pd.to_numeric(found[TIME].astype("str").str[:4], errors="coerce")
    if year.isna().any():
        raise misshapen(wanted, f"a time {found.loc[year.isna(), TIME].iloc[0]}", "years")
    long = pd.DataFrame(
        {
            "region": found[AREA].astype("str"),
            "industry": found[INDUSTRY].astype("str"),
            "year": year.astype("int64"),
            "measure": found[MEASURE].astype("str"),
            "hidden": found[STATUS].isin(SUPPRESSED),
            "value": found[VALUE].astype("float64"),
        }
    )
    keys = ["region", "industry", "year"]
    if long.duplicated([*keys, "measure"]).any():
        raise misshapen(wanted, "the same cell twice", "each cell once")
    is_hidden = long["hidden"] & long["value"].isna() & (long["measure"] == "LUEMPDAA")
    hidden = is_hidden.groupby([long[key] for key in keys]).any()
    wide = pd.DataFrame(index=hidden.index)
    for code, column in MEASURES.items():
        own = long[long["measure"] == code].set_index(keys)["value"]
        wide[column] = own.reindex(wide.index)
    wide["flag"] = hidden.map({True: "suppressed", False: ""})
    return wide.reset_index()


def _names(ask: Ask, codelist: str) -> dict[str, str]:
    """The English names of a list of codes, or those there are."""
    wanted = _wanted("codelist", codelist, agency_id="IT1")
    lists = _message(ask, wanted).codelist
    if codelist not in lists:
        raise misshapen(wanted, f"no list {codelist}", "an SDMX structure message")
    return {code.id: str(code.name.localized_default("en")) for code in lists[codelist]}


def _list(key: str, codes: set[str], names: Mapping[str, str]) -> pd.DataFrame:
    ordered: Sequence[str] = sorted(codes)
    return pd.DataFrame({key: ordered, "name": [names.get(code, code) for code in ordered]})


def _indicators(totals: pd.DataFrame) -> dict[str, pd.DataFrame]:
    if totals.empty:
        return {}
    long = totals.melt(["region", "year", "flag"], list(MEASURES.values()), "indicator", "value")
    long["indicator"] += "_total"
    cards = [
        (
            f"{name}_total",
            f"{name.capitalize()}, all industries",
            unit,
            "context",
            "size",
            "log",
            "ISTAT, ASIA",
        )
        for name, unit in (("establishments", "local units"), ("employment", "persons"))
    ]
    columns = ["indicator", "name", "unit", "direction", "dimension", "scale", "source"]
    return {"indicators": long, "indicator_cards": pd.DataFrame(cards, columns=columns)}
