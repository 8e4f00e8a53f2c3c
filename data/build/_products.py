"""Which industry makes each product of Table 1, in the official codes."""

from __future__ import annotations

import pandas as pd
from _package import extract, words

FOLDER = "industry_classes"
DIVISION = 2  # digits; a section is a letter, a group or class has more


def products(places: pd.DataFrame) -> pd.DataFrame:
    """Every product of the places once, with its codes and their official titles.

    Raises
    ------
    ValueError
        If a product has no record, a record no product, or a code is not on the official list.
    """
    records = pd.DataFrame.from_dict(words("product_codes"), orient="index")
    table = records.rename_axis("product").reset_index()
    made = set(places["product"].str.split(",").explode().str.strip())
    if made != set(table["product"]):
        raise ValueError(f"products without a record or a place: {made ^ set(table['product'])}")
    isic = extract(f"{FOLDER}/isic_rev4.csv", "code").set_index("code")["title"]
    nace = extract(f"{FOLDER}/nace_rev2.csv", "code", "isic").set_index("code")["title"]
    division = table["isic"].str[:DIVISION].where(table["isic"].str.len() >= DIVISION)
    table = table.assign(
        division=division,
        division_title=division.map(isic),
        isic_title=table["isic"].map(isic),
        nace_title=table["nace"].map(nace),
    )
    strange = table[table[["isic_title", "nace_title"]].isna().any(axis=1)]
    if len(strange):
        raise ValueError(f"codes on no official list: {strange['product'].tolist()}")
    return table
