"""Which region codes exist in which year: a division of a country, with its versions."""

from __future__ import annotations

import pandas as pd

COLUMNS = ["region", "name", "level", "parent", "valid_from", "valid_to"]
WRONG_CITY, CITY = "\u5dff", "\u5e02"  # 巿 and 市: two characters that look alike


def build_division(lists: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """The division of a country, from the lists of codes of some years and the changes between.

    Parameters
    ----------
    lists
        One row a code and year in which it is listed: region, year, name, and level and parent
        where there are such.
    changes
        Changes as `read_changes` gives them. A code lives at least from the year it begins by a
        change to the year it ends by one; in the year of a change both codes exist.

    Returns
    -------
    One row a code and name: region, name, level, parent, valid_from, valid_to. Both years are
    inclusive, and are the first and the last for which the code is known to exist.

    Examples
    --------
    >>> lists = pd.DataFrame({"region": ["A", "B"], "year": [2010, 2020], "name": ["Aa", "Bb"]})
    >>> moved = {"year": 2014, "kind": "recoded", "old_region": "A", "old_name": "Aa",
    ...          "new_region": "B", "new_name": "Bb"}
    >>> division = build_division(lists, pd.DataFrame([moved]))
    >>> division[["region", "valid_from", "valid_to"]].values.tolist()
    [['A', 2010, 2014], ['B', 2014, 2020]]
    """
    listed = lists.assign(name=right_city(lists["name"]))
    sides = [
        changes.rename(columns={f"{side}_region": "region", f"{side}_name": "name"})
        for side in ("old", "new")
    ]
    named = listed.groupby("region")["name"].agg("last")
    told = pd.concat([side[["region", "year", "name"]] for side in sides])
    known_names = told["name"].fillna(told["region"].map(named))
    seen = pd.concat([listed, told.assign(name=right_city(known_names))], ignore_index=True)
    versions = seen.groupby(["region", "name"], as_index=False)["year"].agg(["min", "max"])
    versions = versions.rename(columns={"min": "valid_from", "max": "valid_to"})
    versions = versions.sort_values(["region", "valid_from"], ignore_index=True)
    following = versions.groupby("region")["valid_from"].shift(-1)
    versions["valid_to"] = versions["valid_to"].where(following.isna(), following).astype("int64")
    places = _places(listed, changes)
    return versions.merge(places, on="region", how="left")[COLUMNS]


def _places(listed: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Level and parent of each code; a code of the changes alone takes those of its partner."""
    whole = listed.reindex(columns=["region", "level", "parent"])
    places = whole.drop_duplicates("region", keep="last")
    partners = pd.concat(
        [
            changes[["old_region", "new_region"]].set_axis(["region", "partner"], axis=1),
            changes[["new_region", "old_region"]].set_axis(["region", "partner"], axis=1),
        ]
    )
    lost = partners[~partners["region"].isin(places["region"])].drop_duplicates("region")
    found = lost.merge(places.rename(columns={"region": "partner"}), on="partner", how="left")
    return pd.concat([places, found[["region", "level", "parent"]]], ignore_index=True)


def in_year(division: pd.DataFrame, year: int) -> pd.DataFrame:
    """The rows of a division that are valid in a year, both codes in the year of a change.

    Examples
    --------
    >>> division = pd.DataFrame({"region": ["A", "B"], "valid_from": [2010, 2014],
    ...                          "valid_to": [2014, 2020]})
    >>> in_year(division, 2012)["region"].tolist(), in_year(division, 2014)["region"].tolist()
    (['A'], ['A', 'B'])
    """
    return division[(division["valid_from"] <= year) & (division["valid_to"] >= year)]


def known_years(division: pd.DataFrame) -> tuple[int, int]:
    """The first and the last year a division was compiled for."""
    return int(division["valid_from"].min()), int(division["valid_to"].max())


def right_city(names: pd.Series) -> pd.Series:
    """Names with 市 where 巿 was written.

    Examples
    --------
    >>> right_city(pd.Series(["罗定巿"])).item() == "罗定市"
    True
    """
    return names.str.replace(WRONG_CITY, CITY, regex=False)
