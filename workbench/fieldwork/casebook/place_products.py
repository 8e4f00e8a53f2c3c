"""Which places make the same goods, and what is odd about the table that lists them."""

from __future__ import annotations

from functools import cache

import pandas as pd

from workbench.data import Study, load
from workbench.errors import UnknownName, listed, unknown

STUDY = "zhejiang_guangdong"
FIRST, SECOND = "Zhejiang", "Guangdong"
TOWN = " Town"
INDUSTRY = "industry"
BY = ("product", INDUSTRY, "isic", "nace")
CODES = {"division_title": INDUSTRY, "isic": "isic", "nace": "nace", "fit": "fit"}
ANOMALIES = {
    "another city": "it stands in the table under a city in which it does not lie",
    "not manufacturing": "its product is not manufactured",
    "another level": "it is of another level than most places of its province in the table",
    "listed twice": "it lies within another place of the table, which is counted too",
    "another name": "its name is misprinted, or has changed since",
    "misprinted product": "its product cannot be read as printed",
    "cities within cities": "its city of the table is a part of another city of the table",
}


def place_products(study: Study | str = STUDY, *, as_printed: bool = False) -> pd.DataFrame:
    """The places of Table 1 of document 003 with each of their products.

    Parameters
    ----------
    study
        A study with a table `places` as in zhejiang_guangdong.
    as_printed
        Names and products as the document prints them; corrected by default.

    Returns
    -------
    One row a place and product: `place` (a name), `province`, `city` (the column of the table,
    empty for Zhejiang) and `product`, in lower case.

    Examples
    --------
    >>> place_products().groupby("province").size().to_dict()
    {'Guangdong': 17, 'Zhejiang': 25}
    """
    rows = _places(study)
    name, group, product = (
        ("as_printed", "group_as_printed", "product_as_printed")
        if as_printed
        else ("name", "group", "product")
    )
    own = pd.DataFrame(
        {
            "place": rows[name].str.removesuffix(TOWN),
            "province": rows["province"],
            "city": rows[group],
            "product": rows[product].str.lower().str.split(","),
        }
    ).explode("product", ignore_index=True)
    return own.assign(product=own["product"].str.strip())


@cache
def _loaded(study: str) -> Study:
    return load(study)


def _places(study: Study | str) -> pd.DataFrame:
    """The places of the table, in its order."""
    rows = (study if isinstance(study, Study) else _loaded(study)).places
    return rows[rows["in_table_1"]].sort_values("position", ignore_index=True)


def with_industries(made: pd.DataFrame, study: Study | str = STUDY) -> pd.DataFrame:
    """Places and products with the industry that makes each product.

    Parameters
    ----------
    made
        One row a place and product as corrected, as `place_products` returns them.
    study
        A study with a table `products` as in zhejiang_guangdong.

    Returns
    -------
    The rows with `industry` (title of the division, two digits, the same in ISIC Rev. 4 and
    NACE Rev. 2), `isic` and `nace` (the finest code that the word supports), all three empty
    where the word names no industry, and `fit` (exact, part of or ambiguous).

    Raises
    ------
    UnknownName
        If a product has no code, such as one as printed.

    Examples
    --------
    >>> found = with_industries(place_products()).set_index("product")
    >>> found.loc["ties", ["industry", "isic", "nace"]].tolist()
    ['Manufacture of wearing apparel', '1410', '14.19']
    """
    found = study if isinstance(study, Study) else _loaded(study)
    codes = found.table("products").set_index("product")[list(CODES)]
    for name in made["product"]:
        if name not in codes.index:
            raise UnknownName(unknown("CLW-N05", "product with a code", name, set(codes.index)))
    names_none = codes["division_title"].isna()  # its code is the section of all manufacturing
    codes.loc[names_none, ["isic", "nace"]] = None
    return made.join(codes.rename(columns=CODES), on="product")


def product_overlap(made: pd.DataFrame, *, by: str = "product") -> pd.DataFrame:
    """Products, or the industries that make them, by how many places have them.

    Parameters
    ----------
    made
        As `place_products` returns it, or `with_industries`.
    by
        "product", or with industries "industry", "isic" or "nace"; what is empty is left out.

    Returns
    -------
    One row a product or industry: `places` and `provinces` (how many) and `where_made`; for
    industries `products` as well.

    Raises
    ------
    UnknownName
        If `by` is none of these, or no column of `made`.

    Examples
    --------
    >>> product_overlap(place_products()).loc[0, "product"]
    'clothing'
    >>> product_overlap(with_industries(place_products()), by="isic").loc[1, "products"]
    'hardware, molds'
    """
    _insist(made, by)
    each = made.groupby(by)
    found = pd.DataFrame(
        {
            "places": each["place"].nunique(),
            "provinces": each["province"].nunique(),
            "where_made": each["place"].agg(_each_once),
        }
    )
    if by != "product":
        found["products"] = each["product"].agg(_each_once)
    return found.sort_values(["places", by], ascending=[False, True]).reset_index()


def _each_once(names: pd.Series) -> str:
    return ", ".join(dict.fromkeys(names))


def jaccard(made: pd.DataFrame, *, by: str = "product") -> float:
    """Products (or industries) of both provinces, as a share of all that either has.

    Parameters
    ----------
    made
        As `place_products` returns it, or `with_industries`.
    by
        "product", or with industries "industry", "isic" or "nace"; what is empty is left out.

    Returns
    -------
    The share, from 0 (nothing in common) to 1; missing where neither has any.

    Raises
    ------
    UnknownName
        If `by` is none of these, or no column of `made`.

    Examples
    --------
    >>> toy = pd.DataFrame({"province": ["Zhejiang", "Guangdong", "Guangdong"],
    ...                     "product": ["shoes", "shoes", "toys"]})
    >>> jaccard(toy)
    0.5
    """
    _insist(made, by)
    known = made.dropna(subset=by)
    one, other = (set(known.loc[known["province"] == name, by]) for name in (FIRST, SECOND))
    return len(one & other) / len(one | other) if one | other else float("nan")


def _insist(made: pd.DataFrame, by: str) -> None:
    if by in BY and by in made:
        return
    more = {"remedy": "give what with_industries returns, which adds the industries"}
    known = [name for name in BY if name in made]
    raise UnknownName(unknown("CLW-N04", "column", by, known, **(more if by in BY else {})))


def anomalies(study: Study | str = STUDY) -> pd.DataFrame:
    """What is odd about the table, found by rules that would find it in another table too.

    Returns
    -------
    One row a finding: `kind` (one of `ANOMALIES`), `place` (corrected name), `as_printed`,
    `corrected` and `why`.

    Examples
    --------
    >>> found = anomalies().set_index("kind")
    >>> found.loc["another city", "place"].tolist()
    ['Lunjiao', 'Humen']
    """
    rows = _places(study)
    rows = rows.assign(prefecture=rows["prefecture_by_point"].map(_names(study)))
    rows = rows.assign(within=rows["listed_within"].map(rows.set_index("place")["name"]))
    level = rows.groupby("province")["level"].transform(lambda own: own.mode().iloc[0])
    spelt = rows["as_printed"].str.removesuffix(TOWN)
    city = rows["group"].str.casefold()
    found = {
        "another city": (rows["group_as_printed"] != rows["group"]) & rows["group"].notna(),
        "not manufacturing": ~rows["is_manufacturing"].astype("bool"),
        "another level": rows["level"] != level,
        "listed twice": rows["listed_within"].isin(rows["place"]),
        "another name": spelt != rows["name"],
        "misprinted product": rows["product_as_printed"].str.lower() != rows["product"].str.lower(),
        "cities within cities": city.isin(_cities_within(rows)),
    }
    told = {
        "another city": ("group_as_printed", "group"),
        "not manufacturing": ("product_as_printed", "product"),
        "another level": ("level", "level"),
        "listed twice": ("as_printed", "within"),
        "another name": ("as_printed", "name"),
        "misprinted product": ("product_as_printed", "product"),
        "cities within cities": ("group_as_printed", "prefecture"),
    }
    parts = [_found(kind, rows[is_odd], *told[kind]) for kind, is_odd in found.items()]
    return pd.concat(parts, ignore_index=True)


def _names(study: Study | str) -> pd.Series:
    """Names of regions by their codes."""
    found = study if isinstance(study, Study) else _loaded(study)
    names: pd.Series = found.regions.set_index("region")["name"]
    return names


def _cities_within(rows: pd.DataFrame) -> set[str]:
    """Cities of the table that share a prefecture with another city of the table."""
    own = rows.dropna(subset="group")
    cities = own.groupby("prefecture_by_point")["group"].unique()
    return {name.casefold() for names in cities if len(names) > 1 for name in names}


def _found(kind: str, rows: pd.DataFrame, printed: str, corrected: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "kind": kind,
            "place": rows["name"],
            "as_printed": rows[printed],
            "corrected": rows[corrected],
            "why": ANOMALIES[kind],
        }
    )


def products_in_words(study: Study | str = STUDY) -> list[str]:
    """Which goods several places make, how alike the provinces are, and what is odd."""
    made, printed = place_products(study), place_products(study, as_printed=True)
    shared = product_overlap(made).query("places > 1")
    goods = [f"{row.product} in {row.places}" for row in shared.itertuples()]
    kinds = anomalies(study)["kind"].value_counts()
    odd = [f"{kind} {int(kinds.get(kind, 0))}" for kind in ANOMALIES]
    places = made.drop_duplicates(["province", "place"])["province"].value_counts()
    return [
        f"{int(places[SECOND])} places of {SECOND} and {int(places[FIRST])} of {FIRST} make "
        f"{made['product'].nunique()} products; made in several places: {listed(goods)}.",
        f"The provinces have {jaccard(made):.0%} of their products in common "
        f"({jaccard(printed):.0%} as printed; Jaccard index).",
        *_industries_in_words(made, study),
        f"Oddities of the table: {listed(odd)}.",
    ]


def _industries_in_words(made: pd.DataFrame, study: Study | str) -> list[str]:
    """How alike the provinces are by industry, and which words name none; if codes are known."""
    if "products" not in (study if isinstance(study, Study) else _loaded(study)).tables:
        return []
    coded = with_industries(made, study)
    most = product_overlap(coded, by=INDUSTRY).iloc[0]
    none = coded.loc[coded[INDUSTRY].isna(), "product"].unique().tolist()
    return [
        f"By industry (divisions of ISIC Rev. 4) they have {jaccard(coded, by=INDUSTRY):.0%} in "
        f"common, by the finest codes {jaccard(coded, by='isic'):.0%}: wider classes are shared "
        f"more easily. Most places, {most['places']}, are in {most[INDUSTRY]} "
        f"({most['products']}).",
        f"No industry is named by {listed(none)}; these are left out of it.",
    ]
