"""Room 3, rules: one file a rule for what counts as a cluster, each a plain function with a card.

Every public module of this folder defines the function of its own name; each is loaded when
it is first asked for, here too: `from workbench.rules import observatory_stars`.
"""

import sys
from typing import cast

from workbench.rules._card import Card, Parameter, Rule
from workbench.shelf import PackageOfThings, Shelf, module_shelf

sys.modules[__name__].__class__ = PackageOfThings

rules = cast(Shelf[Rule], module_shelf("rule", "CLW-N12", __name__))

# the verbs use the shelf, so they come last
from workbench.rules._apply import applicable, read, rule  # noqa: E402
from workbench.rules._benchmark_clusters import BenchmarkClusters, benchmark_clusters  # noqa: E402
from workbench.rules._compare import Comparison, compare  # noqa: E402
from workbench.rules._of_region import clusters_of  # noqa: E402
from workbench.rules._similarity import colocation  # noqa: E402

__all__ = [
    "BenchmarkClusters",
    "Card",
    "Comparison",
    "Parameter",
    "Rule",
    "applicable",
    "benchmark_clusters",
    "clusters_of",
    "colocation",
    "compare",
    "read",
    "rule",
    "rules",
]
