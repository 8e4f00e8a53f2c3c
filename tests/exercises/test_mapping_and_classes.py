"""Students who cut classes: one who knows, six who do not."""

from __future__ import annotations

from tests.exercises.played import play_right, play_wrong
from workbench.exercises import mapping_and_classes

RATE = "places.assign(rate=places.workers / places.residents * 1000).set_index('place')"
KNOWN = f"{RATE}.dropna()"
WIDTH = f"({KNOWN}.rate.max() - {KNOWN}.rate.min()) / 4"
# quantile classes by sorting; equal intervals by how many widths above the least
BY_QUANTILES = f"pd.qcut({KNOWN}.rate, 4, labels=False)"
BY_WIDTHS = f"pd.cut({KNOWN}.rate, 4, labels=False)"
SORTED = f"{KNOWN}.rate.sort_values()"
# squares within are least where the squares between are greatest
BETWEEN = (
    f"[at * (12 - at) * ({SORTED}[:at].mean() - {SORTED}[at:].mean()) ** 2 for at in range(1, 12)]"
)
RIGHT = {
    "lowest_by_quantiles": f"{RATE}.rate.nsmallest(3).index",
    "first_limit": f"np.histogram_bin_edges({KNOWN}.rate, 4)[1]",
    "higher_by_natural_break": f"{SORTED}.index[np.argmax({BETWEEN}) + 1 :]",
    "places_that_change": f"{BY_QUANTILES}[{BY_QUANTILES} != {BY_WIDTHS}].index",
    "high_only_as_counts": f"{RATE}.workers.nlargest(3).index"
    f".difference({RATE}.rate.nlargest(3).index)",
}
WRONG = [
    ("lowest_by_quantiles", f"{RATE}[{RATE}.rate.isna()].index.append({RIGHT['lowest_by_quantiles']})",
     "no data as zero"),
    ("lowest_by_quantiles", f"{RATE}.workers.nsmallest(3).index", "classed the counts"),
    ("first_limit", f"{KNOWN}.rate.max() / 4", "begun at zero"),
    ("first_limit", WIDTH, "how wide"),
    ("higher_by_natural_break", f"{RATE}.rate.nlargest(6).index", "as many"),
    ("higher_by_natural_break", f"{BY_WIDTHS}[{BY_WIDTHS} > 1].index", "halfway"),
    ("places_that_change", f"{BY_QUANTILES}[{BY_QUANTILES} == {BY_WIDTHS}].index", "that stay"),
    ("high_only_as_counts", f"{RATE}.rate.nlargest(3).index"
     f".difference({RATE}.workers.nlargest(3).index)", "other way round"),
]  # fmt: skip


def test_a_student_who_knows():
    play_right(mapping_and_classes, RIGHT)


def test_students_who_do_not():
    play_wrong(mapping_and_classes, WRONG)
