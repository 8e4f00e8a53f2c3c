"""Which raw files do the walk-throughs start from: real figures, laid out as offices send them.

    python docs/raw/make.py raw

writes them into the folder raw. Figures, codes, names and outlines are those of data/extracts
(each folder there has a SOURCE.md); encodings, merged headers and notes are put on here. The
firms of synthetic_firms.csv are made up, as their name says.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pandas as pd

EXTRACTS = Path(__file__).parents[2] / "data" / "extracts"
PREFECTURES = EXTRACTS / "cn_prefecture" / "china_prefectures_2010_2015_2020.csv"
OUTLINES = EXTRACTS / "cn_boundaries_prefecture" / "china_prefectures_simplified.geojson"
CENSUS = EXTRACTS / "cn_county_zj_gd" / "census_2010_2020_zhejiang_guangdong.csv"
STATES = EXTRACTS / "us_state_cbp_2000_2011" / "state_cbp_naics3_manufacturing.csv.gz"

LATE_CODES = {"330111": "330183", "330112": "330185", "441204": "441283"}  # of 2020: of 2010
HEADINGS = {"Establishments": "number", "Employment": "persons", "Payroll per worker": "US dollars"}
SUBSECTORS = 6
YEAR = 2011
FIRST_CENSUS = 2010
SEED, FIRMS = 3, 400


def make(folder: Path) -> None:
    """Write every raw file of the walk-throughs into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    prefecture_table(folder / "prefectures.csv")
    indicator_cards(folder / "cards.csv")
    prefecture_outlines(folder / "prefectures.shp")
    state_workbook(folder / "manufacturing_2011.xlsx")
    county_tables(folder)
    synthetic_firms(folder / "synthetic_firms.csv")


def prefecture_table(path: Path) -> None:
    """Population and GDP per head of 278 prefectures about 2015, in the encoding GB18030."""
    table = pd.read_csv(PREFECTURES, dtype={"city_code": "str"})
    people = table["pop_2015_interp"]
    sent = pd.DataFrame(
        {
            "代码": table["city_code"],
            "城市": table["city"],
            "省份": table["province"],
            "常住人口": people.round().astype(int),
            "人均GDP（元）": (table["gdp_2015_10k_yuan"] * 1e4 / people).round().astype(int),
        }
    )
    sent.to_csv(path, index=False, encoding="gb18030", lineterminator="\r\n")


def indicator_cards(path: Path) -> None:
    """What an analyst writes about the indicator: a name, a unit, and that its logarithm counts."""
    text = "indicator,name,unit,scale\n人均GDP,GDP per head,yuan,log\n"
    path.write_text(text, encoding="utf-8")


def prefecture_outlines(path: Path) -> None:
    """Outlines of 369 prefectures as a Shapefile in GBK whose .cpg file did not come along."""
    import geopandas

    names = {"region": "代码", "name_local": "城市", "province": "省份"}
    outlines = geopandas.read_file(OUTLINES).rename(columns=names)
    outlines.to_file(path, encoding="gbk")
    path.with_suffix(".cpg").unlink()


def state_workbook(path: Path) -> None:
    """Six manufacturing subsectors by state as a yearbook prints them: merged heads and notes."""
    from openpyxl import Workbook

    table = pd.read_csv(STATES, dtype={"fips": "str", "naics": "str"})
    table = table[(table["year"] == YEAR) & table["naics"].str.fullmatch(r"3\d\d---")]
    largest = table.groupby("industry")["employment"].sum().nlargest(SUBSECTORS).index
    table = table[table["industry"].isin(largest)]
    book = Workbook()
    sheet = book.active
    sheet.title = "Table 3"
    sheet["A1"] = f"Table 3. Manufacturing by state and subsector, {YEAR}"
    _heads(sheet, sorted(largest))
    for row, (fips, of_state) in enumerate(table.groupby("fips"), start=6):
        cells = {cell["industry"]: cell for cell in of_state.to_dict("records")}
        line = [fips, of_state["name"].iloc[0]]
        for subsector in sorted(largest):
            line += _printed(cells[subsector]) if subsector in cells else [None] * len(HEADINGS)
        for column, text in enumerate(line, start=1):
            sheet.cell(row, column, text)
    last = sheet.max_row
    sheet.cell(last + 2, 1, "Source: U.S. Census Bureau, County Business Patterns, state files")
    sheet.cell(last + 3, 1, "D: withheld to avoid disclosing figures of single firms")
    book.save(path)


def _heads(sheet, subsectors: list[str]) -> None:
    """Two rows of names, the upper ones merged over three columns, and a row of units."""
    for column, name in enumerate(("FIPS", "State"), start=1):
        sheet.cell(3, column, name)
        sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
    for place, subsector in enumerate(subsectors):
        first = 3 + len(HEADINGS) * place
        last = first + len(HEADINGS) - 1
        sheet.cell(3, first, subsector)
        sheet.merge_cells(start_row=3, end_row=3, start_column=first, end_column=last)
        for column, (name, unit) in enumerate(HEADINGS.items(), start=first):
            sheet.cell(4, column, name)
            sheet.cell(5, column, unit)


def _printed(cell: dict) -> list[int | str]:
    """Establishments, employment and payroll per worker; D where the Census withheld them."""
    if isinstance(cell["employment_size_flag"], str) or not cell["employment"]:
        return [cell["establishments"], "D", "D"]
    payroll = round(cell["annual_payroll_k"] * 1000 / cell["employment"])
    return [cell["establishments"], f"{cell['employment']:,}", payroll]


def county_tables(folder: Path) -> None:
    """Jobs and people of the counties of Zhejiang and Guangdong in the censuses of 2010 and 2020.

    jobs_sent_first.csv has three counties of 2020 under the codes they had in 2010.
    """
    table = pd.read_csv(CENSUS, dtype={"code": "str"})
    table = table[table["level"] == "county"]
    sections = [column for column in table if column.startswith("emp_")]
    # a blank cell means no one: every row adds up to its total only so
    jobs = table.fillna(dict.fromkeys(sections, 0)).melt(
        ["code", "name", "year"], sections, "industry", "employment"
    )
    jobs["industry"] = jobs["industry"].str.removeprefix("emp_")
    jobs["employment"] = jobs["employment"].astype(int)
    jobs.to_csv(folder / "jobs.csv", index=False, lineterminator="\n")
    late = jobs["code"].where(jobs["year"] == FIRST_CENSUS, jobs["code"].replace(LATE_CODES))
    sent_first = jobs.assign(code=late)
    sent_first.to_csv(folder / "jobs_sent_first.csv", index=False, lineterminator="\n")
    people = table[["code", "name", "prefecture", "year", "population"]].assign(
        **{
            "mean schooling (years)": table["mean_years_schooling"],
            "migrants (%)": (100 * table["migrants_other_province"] / table["population"]).round(3),
        }
    )
    people.to_csv(folder / "people.csv", index=False, lineterminator="\n")


def synthetic_firms(path: Path) -> None:
    """A made-up register of firms: a firm a row, with its region, industry, year and jobs."""
    chance = random.Random(SEED)  # noqa: S311 - no secret depends on it
    lines = ["firm,region,industry,year,employment"]
    for number in range(1, FIRMS + 1):
        region = chance.choice(("R1", "R1", "R1", "R2", "R2", "R3"))
        industry = chance.choice(("shoes", "shoes", "shoes", "lamps", "glass"))
        jobs = round(chance.lognormvariate(2, 1.2))
        lines.append(f"F{number:04d},{region},{industry},2024,{jobs}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
