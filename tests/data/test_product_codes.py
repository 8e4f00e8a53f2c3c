"""Are the industry codes of Table 1's products on the official lists, and do they belong together?"""

from __future__ import annotations

import pandas as pd
import pytest

from tests.data.shipped import DATA


def _text(path: str) -> pd.DataFrame:
    return pd.read_csv(DATA / path, dtype="str")


@pytest.fixture(scope="module")
def products() -> pd.DataFrame:
    return _text("zhejiang_guangdong/products.csv").set_index("product")


@pytest.fixture(scope="module")
def isic() -> pd.DataFrame:
    return _text("extracts/industry_classes/isic_rev4.csv").set_index("code")


@pytest.fixture(scope="module")
def nace() -> pd.DataFrame:
    return _text("extracts/industry_classes/nace_rev2.csv").set_index("code")


def test_every_code_is_official_and_has_its_title(products, isic, nace) -> None:
    assert products["isic_title"].tolist() == isic["title"].loc[products["isic"]].tolist()
    assert products["nace_title"].tolist() == nace["title"].loc[products["nace"]].tolist()
    known = products.dropna(subset="division")
    assert known["division_title"].tolist() == isic["title"].loc[known["division"]].tolist()


def test_codes_keep_their_digits(products, isic, nace) -> None:
    assert products["isic"].str.fullmatch(r"[A-Z]|\d{2,4}").all()
    assert products["nace"].str.fullmatch(r"[A-Z]|\d{2}(\.\d{1,2})?").all()
    assert products.loc["chemical fibers", "nace"] == "20.60"  # no number: 20.6 is its group
    assert isic.index.is_unique
    assert nace.index.is_unique


def _under(code: str) -> str | tuple[str, ...]:
    """How the codes under one code begin: sections C and L are told by their divisions."""
    divisions = {"C": tuple(map(str, range(10, 34))), "L": ("68",)}
    return divisions.get(code, code)


def _isic_classes(code: str, isic: pd.DataFrame) -> set[str]:
    classes = isic.index[isic.index.str.fullmatch(r"\d{4}")]
    return set(classes[classes.str.startswith(_under(code))])


def _referred(code: str, nace: pd.DataFrame) -> set[str]:
    """The classes of ISIC in which Eurostat says that the classes under a code of NACE lie."""
    classes = nace[nace.index.str.fullmatch(r"\d{2}\.\d{2}")]
    return set(classes["isic"][classes.index.str.startswith(_under(code))])


def test_the_official_correspondence_joins_both_codes(products, isic, nace) -> None:
    """One of the two holds the other: nothing of the narrower one lies outside the wider one."""
    for product, row in products.iterrows():
        ours, theirs = _isic_classes(row["isic"], isic), _referred(row["nace"], nace)
        assert ours, product
        assert theirs, product
        assert ours <= theirs or theirs <= ours, product


def test_both_codes_lie_in_the_division(products) -> None:
    known = products.dropna(subset="division")
    assert (known["isic"].str[:2] == known["division"]).all()
    assert (known["nace"].str[:2] == known["division"]).all()
    assert (products.drop(known.index)[["isic", "nace"]] == "C").all(axis=None)


def test_the_correspondence_is_whole(isic, nace) -> None:
    classes = nace[nace.index.str.fullmatch(r"\d{2}\.\d{2}")]
    assert set(classes["isic"]) == set(isic.index[isic.index.str.fullmatch(r"\d{4}")])
    assert (classes["isic"].str[:2] == classes.index.str[:2]).all()


def test_the_products_are_those_of_the_places(products) -> None:
    """Each once, so that the same product has the same codes wherever it is made."""
    made = _text("zhejiang_guangdong/places.csv")["product"].str.split(", ").explode()
    assert set(made) == set(products.index)
    assert products.index.is_unique


def test_what_the_word_does_not_decide_is_told(products) -> None:
    assert set(products["fit"]) == {"exact", "part of", "ambiguous"}
    is_open = products["fit"].eq("ambiguous") | products["division"].isna()
    assert products.loc[is_open, "note"].notna().all()
    assert "Not manufacturing" in products.loc["real estate", "note"]
    places = _text("zhejiang_guangdong/places.csv")
    makes_none = places.loc[places["is_manufacturing"] == "false", "product"]
    assert products.loc[makes_none, "division"].tolist() == ["68"]


@pytest.mark.parametrize(
    ("product", "isic_code", "nace_code"),
    [
        ("shoes", "1520", "15.20"),
        ("ties", "1410", "14.19"),
        ("hosiery", "1430", "14.31"),
        ("button", "3290", "32.99"),
        ("valves", "2813", "28.14"),
        ("woodworking machinery", "2822", "28.49"),
        ("molds", "2593", "25.73"),
    ],
)
def test_what_the_explanatory_notes_name(products, product, isic_code, nace_code) -> None:
    """Products that the notes of the classes name themselves (NACE Rev. 2, 2008)."""
    assert products.loc[product, ["isic", "nace"]].tolist() == [isic_code, nace_code]
