"""Up to which size does a firm count as small or medium: the definitions, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.data.firms.size import EU_SIZE_CLASSES
from workbench.errors import ParameterError, Problem
from workbench.measures._door import choose

SME = "sme"


@dataclass(frozen=True)
class Definition:
    """Up to which size a firm counts as small or medium: a group's first size and its end.

    `groups` are half-open: (10, 50) is from 10 to 49. Without groups nothing can be computed.
    """

    name: str
    groups: Mapping[str, tuple[float, float]]
    source: str
    is_verified: bool
    note: str


DEFINITIONS: Mapping[str, Definition] = {
    "eu": Definition(
        "eu",
        {
            "micro": (EU_SIZE_CLASSES["micro"], EU_SIZE_CLASSES["small"]),
            "small": (EU_SIZE_CLASSES["small"], EU_SIZE_CLASSES["medium"]),
            "medium": (EU_SIZE_CLASSES["medium"], EU_SIZE_CLASSES["large"]),
            SME: (EU_SIZE_CLASSES["micro"], EU_SIZE_CLASSES["large"]),
        },
        "Commission Recommendation 2003/361/EC, Annex, Article 2",
        is_verified=True,
        note="by persons alone; its limits of turnover and balance sheet and its rules for linked "
        "firms are not looked at",
    ),
    "us": Definition(
        "us",
        {SME: (0, 500)},
        "U.S. Small Business Administration, Office of Advocacy, its definition for research "
        "(unverified)",
        is_verified=False,
        note="for eligibility the limits of the Small Business Administration differ by industry",
    ),
    "cn": Definition(
        "cn",
        {},
        "limits of the People's Republic of China (unverified)",
        is_verified=False,
        note="they differ by industry, and count revenue and assets beside persons",
    ),
}


def limits_of(definition: str, group: str) -> tuple[float, float]:
    """The first size of a group of firms, and the size from which on a firm is too large.

    Raises
    ------
    UnknownName
        If there is no such definition, or it has no such group; with the nearest names.
    ParameterError
        If the definition does not go by persons alone, so that nothing can be computed by it.

    Examples
    --------
    >>> limits_of("eu", "small")
    (10, 50)
    """
    choose("definition of small and medium-sized firms", definition, list(DEFINITIONS))
    chosen = DEFINITIONS[definition]
    if not chosen.groups:
        computed = ", ".join(name for name, other in DEFINITIONS.items() if other.groups)
        raise ParameterError(
            Problem(
                "CLW-I51",
                f'by the definition "{definition}" no share can be computed: {chosen.note}',
                value=definition,
                expected=f"a definition that goes by persons in every industry: {computed}",
                remedy='take one of these: definition="eu", and say so beside the result',
            )
        )
    choose(f'group of sizes by the definition "{definition}"', group, list(chosen.groups))
    return chosen.groups[group]
