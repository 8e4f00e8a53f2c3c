"""How do answers in columns become rows: one row a respondent and question."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from workbench.data.table_problems.codes import spelling
from workbench.errors import Problem, listed, quoted, unknown

FIRST_ROW = 2


def wide_responses(
    table: pd.DataFrame, items: pd.DataFrame, file: str = "", respondent: str = "respondent"
) -> tuple[pd.DataFrame, np.ndarray, list[Problem]]:
    """Answers that stand in one column a question, as the long table `responses`.

    Parameters
    ----------
    table
        One row a respondent; the column of respondents, and one column for each item.
    items
        The table `items`; its codes are the columns that are looked for.
    file
        Where the table was read from, for the place of each problem.
    respondent
        The name of the column of respondents.

    Returns
    -------
    The rows (respondent, item, answer; an empty cell stays an empty answer), the number of the
    row of `table` each came from, counted from 0, and what is wrong with the header: columns that
    are absent, with the nearest name, columns that are no item, and respondents that come twice.

    Examples
    --------
    >>> table = pd.DataFrame({"respondent": ["a", "b"], "q1": ["4", "5"]})
    >>> rows, _, problems = wide_responses(table, pd.DataFrame({"item": ["q1"]}))
    >>> rows["answer"].tolist(), problems
    (['4', '5'], [])
    """
    problems = list(_header_problems(table, items, file, respondent))
    if respondent not in table:
        return (
            pd.DataFrame({c: [] for c in ("respondent", "item", "answer")}),
            np.array([]),
            problems,
        )
    asked = [str(item) for item in items["item"].dropna() if item in table]
    rows = table[[respondent, *asked]].rename(columns={respondent: "respondent"})
    rows = rows.assign(row=np.arange(len(rows))).melt(
        id_vars=["respondent", "row"], var_name="item", value_name="answer"
    )
    rows = rows.sort_values("row", kind="stable", ignore_index=True)
    return rows[["respondent", "item", "answer"]], rows["row"].to_numpy(), problems


def _header_problems(
    table: pd.DataFrame, items: pd.DataFrame, file: str, respondent: str
) -> Iterator[Problem]:
    wanted = [respondent, *items["item"].dropna().astype("str")]
    spare = [str(column) for column in table if column not in wanted]
    alike = {spelling(name).replace("_", "").replace(" ", ""): name for name in spare}
    near = []
    for name in wanted:
        if name not in table:
            nearest = alike.get(spelling(name).replace("_", "").replace(" ", ""))
            if nearest:
                near.append(nearest)
            yield _absent(name, nearest, spare, file)
    left = [column for column in spare if column not in near]
    if left:
        yield Problem(
            "CLW-Q20",
            f"columns that are no item are left out: {listed(left)}",
            file=file,
            row=1,
            value=left[0],
            expected="columns named in the table items",
            remedy="add them to the table items if they are questions",
            is_warning=True,
        )
    if respondent in table:
        again = (table[respondent].duplicated() & table[respondent].notna()).to_numpy(dtype=bool)
        if again.any():
            value = str(table[respondent].iloc[int(again.argmax())])
            yield Problem(
                "CLW-Q04",
                f"respondent {quoted(value)} comes twice",
                file=file,
                row=int(again.argmax()) + FIRST_ROW,
                column=respondent,
                value=value,
                expected="each respondent once",
                remedy="keep one of the rows, or give the second its own number",
                more=int(again.sum()) - 1,
            )


def _absent(name: str, nearest: str | None, spare: list[str], file: str) -> Problem:
    if nearest is None:
        return unknown("CLW-Q12", "column", name, spare, file=file, row=1, column=name)
    return Problem(
        "CLW-Q12",
        f"column {name} is missing; {quoted(nearest)} is close",
        file=file,
        row=1,
        column=name,
        value=nearest,
        expected=f"a column called {name}, as in the table items",
        remedy=f"rename the column {nearest} to {name}, or --map {name}={nearest}",
    )
