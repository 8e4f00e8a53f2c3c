"""Claims that the documents' own figures decide: products, sizes, shares, specialised towns."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from workbench.data import load
from workbench.hypotheses import Untestable, hypotheses
from workbench.hypotheses._decision import decide
from workbench.hypotheses._documents import figures, printed_range, value
from workbench.hypotheses.cluster_sizes_are_pareto import readings
from workbench.hypotheses.provinces_differ_in_products import (
    FIRST,
    SECOND,
    _classes,
    jaccard,
    newcombe,
    permuted,
    products_of,
)
from workbench.hypotheses.specialised_towns_gained_share import change
from workbench.hypotheses.top_province_has_more_than_its_share import fewest_clusters


@pytest.fixture(scope="module")
def home():
    return load("zhejiang_guangdong")


def verdict(name, study):
    return decide(hypotheses[name].hypothesis, hypotheses[name](study))[0]


def test_every_figure_says_where_it_stands():
    for name, record in figures().items():
        for part in ("document", "where", "wording", "province", "unit", "kind"):
            assert record[part], (name, part)
        assert record["kind"] in {"equal", "more than"}
    assert value("clusters_guangdong_share") == 28.8
    assert printed_range("clusters_guangdong_share") == pytest.approx((28.75, 28.85))


def test_the_series_of_towns_is_that_of_the_rule():
    from workbench.rules.specialised_town import CARD

    for year, text in CARD.published.items():
        for name in ("specialised_towns", "specialised_towns_share"):
            record = figures().get(f"{name}_{year}")
            if record:
                assert f"{record['value']:g}" in text


# H15


def test_every_product_has_one_class(home):
    classes = _classes()
    assert not classes["product"].duplicated().any()
    in_table = home.places.loc[home.places["in_table_1"], "product"]
    products = {p.strip() for text in in_table for p in text.split(",")}
    assert products <= set(classes["product"])


def test_products_of_the_provinces_do_not_differ_beyond_chance(home):
    found = hypotheses["provinces_differ_in_products"](home)
    assert verdict("provinces_differ_in_products", home) == "not shown"
    assert found.estimate == pytest.approx(100 * (20 / 25 - 13 / 16))
    assert found.rows == 41  # 42 products of Table 1 less real estate
    assert found.table[[FIRST, SECOND]].sum().tolist() == [25, 16]


def test_newcombe_is_that_of_statsmodels():
    low, high = confint_proportions_2indep(20, 25, 13, 16, method="newcomb")
    assert newcombe(20, 25, 13, 16)[1:] == pytest.approx((100 * low, 100 * high), abs=1e-9)


def places(products):
    return pd.DataFrame(products, columns=["place", "province", "product"])


def test_the_permutation_is_that_of_every_deal():
    made = products_of(
        places(
            [
                ("a", FIRST, "shoes, ties"),
                ("b", FIRST, "ties"),
                ("c", FIRST, "shoes"),
                ("d", SECOND, "electronics"),
                ("e", SECOND, "electronics, valves"),
                ("f", SECOND, "furniture"),
                ("g", SECOND, "electronics"),
            ]
        )
    )
    counts = pd.crosstab(made["place"], made["class"])
    every = []
    for chosen in combinations(range(7), 3):
        first = counts.iloc[list(chosen)].sum()
        table = np.array([first, counts.sum() - first])
        every.append(stats.chi2_contingency(table, correction=False).statistic)
    exact = np.mean(np.array(every) >= every[0] * (1 - 1e-9))  # the first deal is the true one
    assert permuted(made, 20000, 0) == pytest.approx(exact, abs=0.01)
    assert jaccard(made) == 0


def test_provinces_that_differ_are_told_apart(home):
    rows = [(f"z{i}", FIRST, "shoes") for i in range(20)]
    rows += [(f"g{i}", SECOND, "electronics") for i in range(20)]
    study = home.with_tables(places=places(rows))
    assert verdict("provinces_differ_in_products", study) == "supported"


def test_provinces_that_are_alike_refute(home):
    rows = [(f"z{i}", FIRST, "shoes" if i % 2 else "valves") for i in range(240)]
    rows += [(f"g{i}", SECOND, "shoes" if i % 2 else "valves") for i in range(240)]
    study = home.with_tables(places=places(rows))
    assert verdict("provinces_differ_in_products", study) == "refuted"


def test_a_product_of_no_class_is_told(home):
    rows = [("a", FIRST, "shoes"), ("b", SECOND, "spacecraft")]
    with pytest.raises(Untestable, match="no known class: spacecraft"):
        hypotheses["provinces_differ_in_products"](home.with_tables(places=places(rows)))


# H16


def test_a_pareto_tail_is_refuted_in_every_reading(home):
    found = hypotheses["cluster_sizes_are_pareto"](home)
    assert found.verdict == "refuted"
    assert found.estimate == pytest.approx(0.798, abs=5e-4)
    assert found.p_value == pytest.approx(5.5e-5, abs=5e-7)
    assert set(found.table["above_1_bn"]) == {150, 155, 160, 165, 170}
    assert found.table["p_value"].max() < 0.001
    assert "490 billion yuan" in found.words


def test_counts_of_a_pareto_tail_are_not_refuted():
    counts = [150.0, 150 * 10**-0.8, 150 * 20**-0.8]
    table = readings([1.0, 10.0, 20.0], counts, 170.0)
    assert table["p_value"].max() > 0.05


# H17


def test_zhejiang_has_more_clusters_than_workers_make_expect(home):
    found = hypotheses["top_province_has_more_than_its_share"](home)
    assert verdict("top_province_has_more_than_its_share", home) == "supported"
    rows = home.activity.query("industry == 'manufacturing' and year == 2010")
    workers = rows.groupby(rows["region"].str[:2])["employment"].sum()
    assert found.estimate == pytest.approx((40 / 68.8) / (workers["33"] / workers.sum()))


def test_the_whole_country_is_the_better_base():
    found = hypotheses["top_province_has_more_than_its_share"](load("china_prefectures"))
    share = found.table.set_index("province").loc["Zhejiang", "workers"]
    assert found.estimate == pytest.approx(0.40 / share)
    assert found.rows == 31
    low, high = proportion_confint(0.40 * 52, 52, method="beta")
    assert (found.low, found.high) == pytest.approx((low / share, high / share))


def test_fewer_clusters_cannot_give_the_printed_shares():
    assert (round(100 * 21 / 52), round(100 * 15 / 52, 1)) == (40, 28.8)
    for number in range(1, 52):
        parts = [round(100 * k / number, 1) for k in range(number + 1)]
        wholes = [round(100 * k / number) for k in range(number + 1)]
        assert 28.8 not in parts or 40 not in wholes, number
    assert fewest_clusters() == 52


# H18


def test_the_average_town_gained_a_little(home):
    found = hypotheses["specialised_towns_gained_share"](home)
    assert verdict("specialised_towns_gained_share", home) == "supported"
    assert found.estimate == pytest.approx(100 * ((38 / 399) / (28 / 309) - 1))
    per_town = found.table["percent_per_town"].dropna().tolist()
    assert per_town == pytest.approx([0.0906, 0.0952], abs=5e-5)
    assert found.low == pytest.approx(change(28.5, 37.5, 309, 399))
    assert found.high == pytest.approx(change(27.5, 38.5, 309, 399))
    assert found.table["year"].tolist() == [2010, 2012, 2015]


def test_more_towns_alone_are_no_gain():
    assert change(28, 28 * 399 / 309, 309, 399) == pytest.approx(0)
