"""Which tables of Eurostat are asked, and what do their codes and letters mean."""

from __future__ import annotations

# Codes of the tables, and the columns they become.
BUSINESS = {
    "sbs_r_nuts2021": {
        "LOC_NR": "establishments",
        "EMP_LOC_NR": "employment",
        "WAGE_LOC_MEUR": "wages_eur_mn",
    },
    "sbs_r_nuts06_r2": {
        "V11210": "establishments",
        "V16110": "employment",
        "V13320": "wages_eur_mn",
    },
}
INDICATORS = {
    "population": (
        "Population on 1 January",
        "persons",
        "people",
        {2: "demo_r_d2jan", 3: "demo_r_pjangrp3"},
        (("sex", "T"), ("age", "TOTAL"), ("unit", "NR")),
    ),
    "gdp": (
        "Gross domestic product at market prices",
        "million euro",
        "output",
        {2: "nama_10r_2gdp", 3: "nama_10r_3gdp"},
        (("unit", "MIO_EUR"),),
    ),
    "gdp_per_head": (
        "Gross domestic product per inhabitant",
        "euro",
        "output",
        {2: "nama_10r_2gdp", 3: "nama_10r_3gdp"},
        (("unit", "EUR_HAB"),),
    ),
}
NACE_LEVELS = {"section": r"[A-U]", "division": r"[A-U]\d{2}", "group": r"[A-U]\d{3}"}
WHOLE = ("TOTAL", "T")  # the category of a dimension that holds all others
# Letters of the status of a cell, https://ec.europa.eu/eurostat/data/database/information
SUPPRESSED, ESTIMATED, NOT_APPLICABLE = "c", "efs", "z"
LETTERS = (
    "Eurostat's letters: b break in series, c confidential, d other definition, e estimated, "
    "f forecast, n not significant, p provisional, r revised, s Eurostat's estimate, u unreliable, "
    "z not applicable; a colon is not available."
)
STATUS = {
    "establishments_status": "establishments",
    "employment_status": "employment",
    "wages_eur_mn_status": "wages",
    "status": "the value",
}
WORDS = {
    "establishments": {"unit": "local units", "description": "Local units: places of work."},
    "employment": {"unit": "persons", "description": "Persons employed in local units."},
    "wages_eur_mn": {"unit": "million euro", "description": "Wages and salaries."},
    "flag": {
        "description": "Of employment: suppressed where confidential, not_applicable where it "
        "does not exist; imputed where a figure of the row is estimated or forecast. Empty cells "
        "without a flag are not given."
    },
    **{name: {"description": f"Of {of}. {LETTERS}"} for name, of in STATUS.items()},
}
