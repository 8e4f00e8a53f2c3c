"""Room 3, rules: one file a rule for what counts as a cluster, each a plain function with a card.

Every public module of this folder defines the function of its own name; they are all importable
from here: `from workbench.rules import observatory_stars`.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from workbench.rules._card import Card, Parameter, Rule
from workbench.shelf import Shelf, module_shelf

rules = cast(Shelf[Rule], module_shelf("rule", "CLW-N12", __name__))

for _module in iter_modules(__path__):
    if not _module.name.startswith("_"):
        # importing a module sets it as an attribute of this package; its function takes its place
        _name = f"{__name__}.{_module.name}"
        globals()[_module.name] = getattr(import_module(_name), _module.name)

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
