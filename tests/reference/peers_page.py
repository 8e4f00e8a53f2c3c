"""Which package has which measure, and where do its numbers differ from ours.

`python -m tests.reference.peers_page` writes docs/measures_and_peers.md: a table over the shelf of
measures, and the differences with numbers from the shared inputs. A test holds the page equal to
the shelf, and every function it names to those that the packages export.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

import numpy as np

from tests.reference.peers import (
    ALONG,
    PEERS,
    curve,
    incomes,
    indicators,
    late,
    ours,
    per_head,
    plants,
    table,
    theirs,
    weighted_gini,
)
from workbench.measures import measures

PAGE = Path(__file__).parents[2] / "docs" / "measures_and_peers.md"
COLUMNS = {
    "EconGeo": ("EconGeo",),
    "REAT": ("REAT",),
    "dbmss": ("dbmss",),
    "PySAL": ("inequality", "segregation", "pointpats", "giddy", "esda"),
    "ecomplexity": ("ecomplexity", "economic_complexity"),
}

# Each measure of the shelf under its theme, with what each package has of it.
ROWS: dict[str, dict[str, dict[str, str]]] = {
    "Specialisation": {
        "location_quotient": {
            "EconGeo": "`location_quotient`; `rca` with 2 digits",
            "REAT": "`locq`; `locq2` stops where a cell is absent, standardised values wrong",
            "PySAL": "`MultiLocationQuotient`",
            "ecomplexity": "`ecomplexity`; `rca`",
        },
        "location_quotient_critical_value": {},
        "location_quotient_null": {},
        "krugman_specialisation": {
            "EconGeo": "`krugman_index` is pooled",
            "REAT": "`krugman.spec2` is others_mean; `spec`",
        },
        "herfindahl": {
            "EconGeo": "`herfindahl`, NA for large whole numbers",
            "REAT": "`herf`",
            "PySAL": "`MultiLocalSimpsonConcentration` is region",
        },
        "hachman_index": {"EconGeo": "`hachman`"},
        "entropy": {
            "EconGeo": "`entropy` in bits, 3 digits",
            "PySAL": "`MultiLocalEntropy` is region_normalised",
        },
    },
    "Concentration in regions": {
        "hoover_index": {
            "EconGeo": "`hoover_index` in per cent, 2 digits; `spec_coeff`",
            "REAT": "`hoover`; `conc`, `spec`",
            "PySAL": "`Schutz`, against equal shares only",
        },
        "krugman_concentration": {"REAT": "`krugman.conc2` is others_mean; `conc`"},
        "locational_gini": {
            "EconGeo": "`locational_gini` is halved; `hoover_gini` is area, 3 digits",
            "REAT": "`gini.conc`, `conc`: unweighted",
        },
        "theil_index": {},
        "theil_decomposition": {},
        "theil_inequality": {
            "REAT": "`theil` is L, unweighted; weighted values wrong",
            "PySAL": "`Theil`, `TheilD`: T, unweighted",
        },
        "ellison_glaeser": {
            "REAT": "`ellison.a2`; `ellison.a` hangs on the order of plants",
        },
        "ellison_glaeser_from_size_classes": {},
        "maurel_sedillot": {},
        "devereux_griffith_simpson": {},
        "coagglomeration": {"REAT": "`ellison.c`, `ellison.c2`: wrong values"},
        "pairwise_coagglomeration": {},
        "litzenberger_sternberg": {"REAT": "`litzenberger2`"},
        "density_based_index": {},
        "critical_mass": {},
    },
    "Concentration in space": {
        "duranton_overman": {"dbmss": "`Kdhat`, `KdEnvelope`"},
        "marcon_puech": {"dbmss": "`Mhat`, `MEnvelope`; `mhat`, `mEnvelope`"},
        "ripley": {
            "REAT": "`ripley`, no edge correction",
            "dbmss": "`Khat`, `Lhat`, `Dhat`, with envelopes",
            "PySAL": "`k`, `l`",
        },
        "expected_nearest_neighbour": {},
    },
    "Relatedness, complexity, variety": {
        "relatedness": {
            "EconGeo": "`relatedness`, over pairs instead of regions",
            "ecomplexity": "`proximity`",
        },
        "relatedness_density": {
            "EconGeo": "`relatedness_density` in per cent, 2 digits",
            "ecomplexity": "`ecomplexity`: including_own; `relatedness`",
        },
        "complexity": {
            "EconGeo": "`kci`, `tci`, from a matrix of 4 digits",
            "ecomplexity": "`ecomplexity`; `complexity`",
        },
        "related_variety": {},
        "proximity_based_clustering": {},
    },
    "Change": {
        "growth_rate": {
            "EconGeo": "`growth_mat` and others, 2 digits; `growth_list` ignores its tables",
            "REAT": "`growth`",
        },
        "shift_share": {"REAT": "`shift`, `shiftd`, one region at a time"},
        "beta_convergence": {"REAT": "`betaconv.ols`, speed wrong"},
        "sigma_convergence": {"REAT": "`sigmaconv`"},
        "cluster_life_cycle": {},
        "entry_exit": {"EconGeo": "`entry_mat`, `exit_mat`: industries, not plants"},
        "survival": {},
    },
    "Density and links": {
        "establishment_density": {},
        "employment_density": {},
        "sme_density": {},
        "population_density": {},
        "experienced_density": {},
        "linkage_coherence": {},
        "input_output_coherence": {},
        "value_chain_completeness": {},
    },
    "What is a cluster: rules": {
        "location_quotient_threshold": {},
        "standardised_location_quotient": {},
        "observatory_stars": {},
        "observatory_stars_newer": {},
        "us_cluster_mapping": {},
        "litzenberger_sternberg_cut_off": {},
        "density_based": {},
        "industrial_district": {},
        "specialised_town": {},
        "block_economy": {},
        "local_moran_hot_spot": {"PySAL": "`Moran_Local`"},
        "getis_ord_hot_spot": {"PySAL": "`G_Local`"},
        "size_only": {},
    },
}
# What the workbench has besides, by the module that has it.
BESIDES = {
    "Regressions, spatial lags, fixed effects": ("workbench.models", {"PySAL": "spreg"}),
    "Maps, bands, charts": (
        "workbench.figures",
        {
            "EconGeo": "`hoover_curve`, `lorenz_curve`",
            "REAT": "`lorenz`, `portfolio`",
            "dbmss": "`autoplot`",
            "PySAL": "splot",
        },
    ),
}


def page() -> str:
    """The whole page."""
    return "\n".join([*_head(), *_features(), *_differences(), ""])


def _head() -> list[str]:
    versions = ", ".join(f"{name} {version}" for name, version in PEERS["versions"].items())
    text = f"""Which package has which measure, and where its numbers differ from ours, on the inputs
    in `tests/reference/peers.json`. Compared: {versions}. What was compared and is not listed
    below under "Where numbers differ" agrees to nine digits or more (K_d to a thousandth of its
    peak, m to a fiftieth, as dbmss does not mirror it at 0): `tests/reference/test_peers.py` holds
    it so, and has a test for each difference. Named but not compared: bands from simulations,
    REAT's `ripley`, `shiftd` and `growth`, EconGeo's `entry_mat` and `exit_mat`, pointpats, giddy,
    esda and economic-complexity. This page is made by `python -m tests.reference.peers_page`. How
    long each takes stands in `benchmarks/RESULTS.md`."""
    dash = """A dash: the package has no function for it. PySAL stands for its packages inequality,
    segregation, pointpats, giddy and esda; ecomplexity for that and economic-complexity."""
    title = ["# Our measures beside those of other packages", ""]
    return [*title, *_wrapped(text), "", "## What there is", "", *_wrapped(dash)]


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(" ".join(text.split()), 100, break_on_hyphens=False)


def _features() -> list[str]:
    lines = []
    for theme, rows in ROWS.items():
        lines += _table_head(theme)
        for name, packages in rows.items():
            lines.append(_table_row(_own(name), packages))
    lines += _table_head("Besides")
    for what, (module, packages) in BESIDES.items():
        lines.append(_table_row(f"{what}: `{module}`", packages))
    return lines


def _table_head(theme: str) -> list[str]:
    columns = " | ".join(COLUMNS)
    return ["", f"### {theme}", "", f"| ours | {columns} |", "|---" * (len(COLUMNS) + 1) + "|"]


def _table_row(own: str, packages: dict[str, str]) -> str:
    return f"| {' | '.join([own, *(packages.get(column, '–') for column in COLUMNS)])} |"


def _own(name: str) -> str:
    """A measure with its variants, or a rule."""
    return (
        f"`{name}`: {', '.join(measures[name].card.variants)}" if name in measures else f"`{name}`"
    )


def _differences() -> list[str]:
    lines = [
        "",
        "## Where numbers differ",
        "",
        "| what | theirs | ours | why |",
        "|---|---|---|---|",
    ]
    return lines + [f"| {' | '.join(row)} |" for row in differences()]


def differences() -> list[tuple[str, str, str, str]]:
    """What differs, their number, ours, and why."""
    return [*_of_definition(), *_of_slips(), *_of_rounding()]


def _of_definition() -> list[tuple[str, str, str, str]]:
    exports = table("exports")
    eci = ours("complexity", exports)
    return [
        (
            "locational Gini, i0: EconGeo `locational_gini`",
            number(theirs("EconGeo", "locational_gini")[0]),
            number(late("locational_gini", "area")[0]),
            "half of area; ours has it as halved",
        ),
        (
            "locational Gini, i0: REAT `gini.conc`",
            number(theirs("REAT", "conc")[0, 1]),
            number(late("locational_gini", "area")[0]),
            "Gini of the quotients, regions unweighted; ours has it as unweighted",
        ),
        (
            "Krugman, r0: REAT `krugman.spec2`",
            number(theirs("REAT", "spec")[0, 2]),
            number(late("krugman_specialisation", "pooled")[0]),
            "compared with the mean of the other regions; ours has it as others_mean",
        ),
        (
            "Theil, incomes of towns: REAT `theil`",
            number(theirs("REAT", "theil")),
            number(per_head("theil_t")[0]),
            "L, not T; ours has it as theil_l",
        ),
        (
            "Hoover, i0: EconGeo `hoover_index`",
            number(theirs("EconGeo", "hoover_index")[0]),
            number(late("hoover_index", "concentration")[0]),
            "per cent with 2 digits",
        ),
        (
            "complexity, c00: EconGeo `kci`",
            number(theirs("EconGeo", "kci")[0]),
            number(eci[0]),
            "adds up to 1; sign by reflections, ours by the number of industries",
        ),
        (
            "complexity, k00: ecomplexity, column pci",
            number(theirs("ecomplexity", "pci")[0]),
            number(ours("complexity", exports, variant="industry")[0]),
            "scored with mean and spread of the regions' index",
        ),
        (
            "cosine of k00 and k01: EconGeo `relatedness`",
            number(theirs("EconGeo", "relatedness_cosine")[0, 1]),
            number(ours("relatedness", exports, variant="cosine")[0, 1]),
            "divides by sums of pairs instead of numbers of regions",
        ),
        (
            "Ripley's K at 16 km: dbmss `Khat`",
            number(theirs("dbmss", "k_isotropic")[-1]),
            number(curve("ripley", industries="i0", max_distance=16, step=1, n_draws=2)[-1]),
            "isotropic edge correction; ours is translation, or none",
        ),
    ]


def _of_slips() -> list[tuple[str, str, str, str]]:
    made, regions = incomes()
    convergence = measures["beta_convergence"](indicators(), indicator="income").iloc[0]
    standardised = late("location_quotient", "standardised")
    apart = np.abs(standardised - theirs("REAT", "locq2_og"))
    region, industry = np.unravel_index(apart.argmax(), apart.shape)
    town = curve("duranton_overman", "town", **ALONG)
    approximate = theirs("dbmss", "kd_of_town_approximate")
    return [
        (
            "coagglomeration of all plants: REAT `ellison.c`",
            number(theirs("REAT", "ellison_c")),
            number(ours("coagglomeration", table("plants"), variant="group")[0]),
            "adds shares up where it should weigh them; 1 is the most there can be",
        ),
        (
            "Gini of incomes by people: REAT `gini`",
            number(theirs("REAT", "gini_weighted")),
            number(weighted_gini()),
            "sorts the incomes and not the weights; its `gini2` is right",
        ),
        (
            "Theil's L by people: REAT `theil`",
            number(theirs("REAT", "theil_weighted")),
            number(ours("theil_inequality", made, regions, variant="theil_l")[0]),
            "divides by n once more, and measures from the plain mean",
        ),
        (
            f"standardised quotient of i{industry} in r{region}: REAT `locq2`",
            number(theirs("REAT", "locq2_og")[region, industry]),
            number(standardised[region, industry]),
            "means of regions taken from values by industry",
        ),
        (
            "Ellison and Glaeser, i0: REAT `ellison.a`",
            f"{number(theirs('REAT', 'ellison_a')[0])}; the rows reversed "
            f"{number(theirs('REAT', 'ellison_a_reversed')[0])}",
            number(plants("ellison_glaeser")[0]),
            "takes totals of regions in the order in which plants name these",
        ),
        (
            "a cell that is absent: REAT `locq2`, `spec`",
            "stops",
            "0",
            "absent is zero",
        ),
        (
            "growth of a table to its double: EconGeo `growth_list`",
            f"{number(theirs('EconGeo', 'growth_list_of_doubled'))} %",
            "100 %",
            "takes tables called mat1, mat2 from the workspace, whatever it is given",
        ),
        (
            "Herfindahl of jobs over 46,340: EconGeo `herfindahl`",
            "NA",
            "a number",
            "squares of whole numbers overflow",
        ),
        (
            "speed of convergence: REAT `betaconv.ols`",
            number(theirs("REAT", "betaconv_ols")[2]),
            number(convergence["speed"]),
            "-ln(1 + b) / T of a slope b that is yearly already; right is -ln(1 + b T) / T",
        ),
        (
            "K_d at 0 of 300 plants: dbmss `Kdhat`, approximate",
            number(approximate[0]),
            number(town[0]),
            f"bandwidth of occupied bins; exact, it says {number(theirs('dbmss', 'kd_of_town')[0])}",
        ),
    ]


def _of_rounding() -> list[tuple[str, str, str, str]]:
    return [
        (
            "a region without jobs: EconGeo `krugman_index`",
            "NaN",
            "no value, and the reason",
            "no structure to compare",
        ),
        (
            "entropy of r0 in bits: EconGeo `entropy`",
            number(theirs("EconGeo", "entropy")[0], 7),
            number(late("entropy", "region_bits")[0], 7),
            "3 digits, and 1e-9 added to every share",
        ),
        (
            "quotient of i0 in r0: EconGeo `rca`",
            number(theirs("EconGeo", "rca")[0, 0]),
            number(late("location_quotient", "ratio")[0, 0]),
            "2 digits",
        ),
    ]


def number(value: float | np.ndarray, digits: int = 4) -> str:
    """A number for the eye."""
    return f"{float(value):.{digits}g}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
