"""What did the typology find: every table, number and sentence of it, from the sheets."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd

from workbench.errors import listed
from workbench.fieldwork.types import clusters, cooperations, firms
from workbench.fieldwork.types.classes import FEWEST, MOST_ROWS, TYPES, Classes, classes_of
from workbench.fieldwork.types.probabilities import long
from workbench.hypotheses._latent_classes import adjusted_rand

SURE = 0.99
CLEAR = 0.8  # from this probability on a type is called clear


class Words(NamedTuple):
    """What is told first, of all together, and what is told of each."""

    summary: list[str]
    each: list[str]


Found = tuple[dict[str, pd.DataFrame], dict[str, Any], Words]


def of_cooperations(sheet: pd.DataFrame) -> Found:
    """Forms of cooperation: tables, facts, sentences."""
    fits = cooperations.forms_of_cooperation(sheet)
    sets = cooperations.sets_of_forms(fits)
    tables = {
        "cooperations": sets,
        "forms_of_cooperation": fits,
        "alliance_or_partnership": cooperations.alliance_or_partnership(sheet),
        "forms_compared": cooperations.comparison().reset_index(),
    }
    told = [f"{row.cooperation}: {row.reasons}." for row in sets.itertuples()]
    return tables, {"cooperations": len(sets)}, Words(_forms_in_words(sets), told)


def _forms_in_words(sets: pd.DataFrame) -> list[str]:
    """How many cooperations fit which form, how many several, and of how many it is open."""
    fits = sets["forms"].ne("")
    is_open = ~fits & sets["perhaps"].ne("")
    each = sets["forms"].str.split(", ").explode()
    counts = {form: int(each.eq(form).sum()) for form in cooperations.FORMS}
    forms = [f"{form} {count}" for form, count in counts.items() if count]
    told = f" ({listed(forms, len(forms))})" if forms else ""
    overlaps = cooperations.overlapping(sets)
    words = [
        f"Of {len(sets)} cooperations {int(fits.sum())} surely fit a form{told}, "
        f"{int(sets['forms'].str.contains(',').sum())} of them several at once; "
        f"{int(is_open.sum())} perhaps fit one, as answers are missing, and "
        f"{int((~fits & ~is_open).sum())} fit none."
    ]
    return [*words, f"Found together: {'; '.join(overlaps)}."] if overlaps else words


def of_clusters(sheet: pd.DataFrame) -> Found:
    """Types of clusters: tables, facts, sentences."""
    found = clusters.types_of_clusters(sheet)
    probabilities = clusters.cluster_probabilities(sheet)
    tables = {"clusters": found, "cluster_probabilities": long(probabilities)}
    told = [
        f"{row['cluster']} is most likely {row['type']} ({_percent(row['probability'])}; next "
        f"{row['runner_up']}, {_percent(row['runner_up_probability'])}){_because(row)}."
        for row in found.to_dict("records")
    ]
    clear = _clear(found)
    counts = _shares(found, clusters.TYPES).set_index("type")["number"]
    kinds = [f"{kind} {number}" for kind, number in counts.items() if number]
    summary = f"Types of {len(found)} clusters: {listed(kinds, len(kinds))}; {_in_words(clear)}."
    return tables, {"clusters": len(found), "clear_clusters": clear}, Words([summary], told)


def of_firms(sheet: pd.DataFrame, *, seed: int, resamples: int) -> Found:
    """Types of firms by rules, and what the data say by themselves."""
    found = firms.types_of_firms(sheet)
    probabilities = firms.firm_probabilities(sheet)
    shares = _shares(found, firms.TYPES)
    tables = {
        "firms": found,
        "firm_probabilities": long(probabilities),
        "types_of_firms": shares.rename(columns={"number": "firms"}),
        "rules_of_firms": firms.rules(),
    }
    clear = _clear(found)
    first = [f"{row.type} {row.share:.0%}" for row in shares.itertuples()]
    words = [f"Types of {len(found)} firms: {listed(first)}; {_in_words(clear)}."]
    facts: dict[str, Any] = {"firms": len(found), "clear_firms": clear}
    by_data = classes_of(firms.firm_inputs(sheet), seed=seed, resamples=resamples)
    if by_data is None:
        words.append(
            f"Whether firms fall into types by themselves was not asked: that takes {FEWEST} firms "
            "or more with all eight inputs, each of which varies."
        )
    else:
        more, own, told = _compared(by_data, found)
        tables, facts, words = tables | more, facts | own, [*words, *told]
    return tables, facts, Words(words, [])


def _shares(found: pd.DataFrame, types: Iterable[str]) -> pd.DataFrame:
    """Each type with how many there are of it and their share, the most frequent first."""
    counts = found["type"].value_counts().reindex(list(types), fill_value=0)
    table = pd.DataFrame({"number": counts, "share": counts / max(len(found), 1)})
    table = table.rename_axis("type").reset_index()
    return table.sort_values("number", ascending=False, kind="stable", ignore_index=True)


def _clear(found: pd.DataFrame) -> float:
    return float((found["probability"] >= CLEAR).mean())


def _in_words(clear: float) -> str:
    return f"{clear:.0%} are clear (a type with a probability of {CLEAR:.0%} or more)"


def _compared(
    by_data: Classes, found: pd.DataFrame
) -> tuple[dict[str, pd.DataFrame], dict[str, Any], list[str]]:
    """The types by rule beside the classes found in the data."""
    types = found.set_index("firm")["type"].reindex(by_data.k_means.index)
    codes = types.astype("category").cat.codes.to_numpy(dtype="int64")
    agreement = {
        name: adjusted_rand(codes, classes.to_numpy())
        for name, classes in (("k_means", by_data.k_means), ("latent", by_data.latent))
    }
    crossed = pd.crosstab(types, by_data.k_means.rename("class")).reset_index()
    crossed.columns = [str(column) for column in crossed]
    stable = float(by_data.numbers.set_index("classes")["stability"][TYPES])
    tables = {"numbers_of_types": by_data.numbers, "types_and_classes": crossed}
    facts = {
        "types_by_bic": by_data.by_bic,
        "types_by_gap": by_data.by_gap,
        "agreement_k_means": agreement["k_means"],
        "agreement_latent": agreement["latent"],
        "stability": stable,
    }
    words = [
        f"Left to themselves the {len(types)} firms with all inputs fall into {by_data.by_bic} "
        f"classes by BIC of latent classes, and {by_data.by_gap} by the gap statistic of k-means.",
        f"Five classes agree with the types by rule to {agreement['latent']:.2f} (latent classes) "
        f"and {agreement['k_means']:.2f} (k-means; adjusted Rand index, 1 is the same), and with "
        f"those of firms drawn anew to {stable:.2f}.",
    ]
    if len(types) > MOST_ROWS:
        words.append(
            f"The gap statistic and the firms drawn anew look at {MOST_ROWS:,} of these firms, "
            "drawn by chance."
        )
    return tables, facts, words


def _percent(probability: float) -> str:
    """A probability in per cent; none is certain."""
    if probability > SURE:
        return "over 99%"
    return "under 1%" if probability < 1 - SURE else f"{probability:.0%}"


def _because(row: Mapping[Hashable, Any]) -> str:
    parts = ("for_it", "against_it", "not_known")
    told = [f"{name.replace('_', ' ')}: {row[name]}" for name in parts if row[name]]
    return f"; {'. '.join(told)}" if told else ""


def sentences(parts: Mapping[str, Found]) -> Iterator[str]:
    """What is found of all sheets together, in their order, and then of each row of each."""
    every = [words for _, _, words in parts.values()]
    for words in every:
        yield from words.summary
    for words in every:
        yield from words.each
