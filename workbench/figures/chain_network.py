"""Who is linked to whom along a value chain: actors in layers by stage, links by strength."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from workbench.figures._drawable import (
    as_numbers,
    counted,
    named,
    not_drawn,
    short,
)
from workbench.figures.labels import DARK, SMALL, place_labels
from workbench.figures.numbers import listed
from workbench.figures.style import GREY, POINT, WIDTH, new_axes, say, styled

HEIGHT = 5.4
NO_STAGE = "no stage"
LOOKS = {
    0: ("#8a8a8a", 0.7, (0, (1, 3))),
    1: ("#8a8a8a", 0.9, (0, (5, 2))),
    2: ("#3b70a2", 1.3, "-"),
    3: ("#12213f", 2.4, "-"),
}
WORDS = {0: "0 none", 1: "1 weak", 2: "2 medium", 3: "3 strong"}
SHAPES = ("o", "s", "^", "D", "X", "P")
OTHERS = "other roles"
NAMEABLE, MANY = 40, 300
TOO_MANY = 2000  # links, of which lines of their own would make a page of many megabytes
SWEEPS = 4
BEND = 0.32  # how far a link within one stage leaves it, in stages
BOW = 0.07  # how far a link that passes over a stage rises, as a share of the height
ARC = np.linspace(0, 1, 13)
LONGEST = 16
NAMED = 3

Points = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ChainLayout:
    """Actors with their places, and the links that can be drawn.

    `actors` has `actor`, `stage`, `role`, `x` (the number of the stage), `y` (0 to 1, the first
    at the top) and `links` (how many with a strength above 0); `links` has `source`, `target`
    and `strength`; `left_out` counts links that cannot be drawn, and `stages` names all stages.
    """

    actors: pd.DataFrame
    links: pd.DataFrame
    stages: list[str]
    left_out: int


def chain_layout(
    actors: pd.DataFrame,
    links: pd.DataFrame,
    *,
    stage: str = "chain_stage",
    stages: Sequence[str] | None = None,
) -> ChainLayout:
    """Places for actors: one layer a stage, near to those with whom they are linked.

    Parameters
    ----------
    actors
        One row an actor: `actor`, the column of `stage`, and `role` if roles are to be told
        apart. Of an actor that is there twice the first row counts; an actor without a stage
        stands in a last layer.
    links
        One row a link: `source`, `target` and `strength`, a whole number from 0 (asked for and
        not there) to 3 (strong). Links to actors that are not in the table, of an actor to
        itself, or of another strength are left out and counted.
    stage
        Column of stages.
    stages
        The stages from the first to the last, those without an actor included; in order of
        appearance by default.

    Notes
    -----
    Within a layer actors stand in the order of the mean height of those they are linked with,
    found in a few sweeps from layer to layer (Sugiyama, Tagawa and Toda 1981).
    """
    own = _actors(actors, stage)
    known = [name for name in dict.fromkeys(own["stage"]) if name != NO_STAGE]
    asked = named(stages or [])
    layers = [*dict.fromkeys(asked), *(name for name in known if name not in asked)]
    layers += [NO_STAGE] if (own["stage"] == NO_STAGE).any() else []
    kept = _links(links, set(own["actor"]))
    number = {name: float(place) for place, name in enumerate(layers)}
    own = own.assign(x=own["stage"].map(number).astype("float64"))
    real = kept[kept["strength"] > 0]
    degree = pd.concat([real["source"], real["target"]]).value_counts()
    own = own.assign(
        y=_heights(own, real), links=own["actor"].map(degree).fillna(0).astype("int64")
    )
    return ChainLayout(own, kept, layers, len(links) - len(kept))


def _actors(actors: pd.DataFrame, stage: str) -> pd.DataFrame:
    """Each actor once, in the order of codes, with stage and role as words."""
    roles = named(actors["role"]) if "role" in actors else [""] * len(actors)
    stages = ["" if pd.isna(own) else str(own) for own in actors[stage]]
    found = pd.DataFrame(
        {
            "actor": named(actors["actor"]),
            "stage": [own or NO_STAGE for own in (" ".join(each.split()) for each in stages)],
            "role": roles,
        }
    )
    first = found[actors["actor"].notna().to_numpy()].drop_duplicates("actor")
    return first.sort_values("actor", kind="stable", ignore_index=True)


def _links(links: pd.DataFrame, actors: set[str]) -> pd.DataFrame:
    """The links between two actors with a strength from 0 to 3, the strongest last."""
    found = pd.DataFrame(
        {
            "source": named(links["source"]),
            "target": named(links["target"]),
            "strength": as_numbers(links, ["strength"])["strength"].to_numpy(),
        }
    )
    is_drawn = (
        found["source"].isin(actors)
        & found["target"].isin(actors)
        & (found["source"] != found["target"])
        & found["strength"].isin(list(LOOKS))
    )
    kept = found[is_drawn].astype({"strength": "int64"})
    return kept.sort_values(["strength", "source", "target"], ignore_index=True)


def _heights(actors: pd.DataFrame, links: pd.DataFrame) -> Points:
    """Heights in each layer, those near one another that are linked."""
    place = {actor: row for row, actor in enumerate(actors["actor"])}
    one, other = (links[side].map(place).to_numpy(dtype="int64") for side in ("source", "target"))
    one, other = np.concatenate([one, other]), np.concatenate([other, one])
    degree = np.bincount(one, minlength=len(actors))
    layers = [np.flatnonzero(actors["x"] == x) for x in sorted(actors["x"].unique())]
    heights = np.zeros(len(actors))
    for layer in layers:
        heights[layer] = _even(len(layer))
    for sweep in range(SWEEPS):
        for layer in layers if sweep % 2 == 0 else layers[::-1]:
            sums = np.bincount(one, weights=heights[other], minlength=len(actors))
            wanted = np.where(degree > 0, sums / np.maximum(degree, 1), heights)
            order = np.argsort(wanted[layer], kind="stable")
            heights[layer[order]] = _even(len(layer))
    return heights


def _even(count: int) -> Points:
    return (np.arange(count) + 0.5) / max(count, 1)


def chain_network(layout: ChainLayout, *, ax: Axes | None = None) -> Axes:
    """Draw actors in layers by stage, with links that are the wider the stronger.

    Parameters
    ----------
    layout
        As `chain_layout` makes it. Actors without a link are hollow, and roles differ by shape;
        up to forty actors are named.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        axes = ax or new_axes(WIDTH, HEIGHT)
        if not layout.stages:
            return say(axes, "No network: there is no actor and no stage.")
        axes.set_axis_off()
        count = len(layout.stages)
        axes.set(xlim=(-0.6, count - 0.4), ylim=(1.06, -0.12))
        _draw_links(axes, layout)
        _draw_actors(axes, layout.actors)
        _name_stages(axes, layout)
        lost = not_drawn(layout.left_out, "without two actors and a strength from 0 to 3", "link")
        axes.text(0.5, 0, lost, transform=axes.transAxes, ha="center", va="bottom",
                  fontsize=SMALL + 1, color=DARK)  # fmt: skip
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.01), ncols=3, borderaxespad=0.2)
        if len(layout.actors) <= NAMEABLE:
            spots = list(zip(layout.actors["x"], layout.actors["y"], strict=True))
            place_labels(axes, spots, short(layout.actors["actor"], LONGEST), tries=4)
        return axes


def _draw_links(axes: Axes, layout: ChainLayout) -> None:
    """The links of each strength together, the strongest on top."""
    spot = layout.actors.set_index("actor")[["x", "y"]]
    for strength, (colour, width, dash) in LOOKS.items():
        own = layout.links[layout.links["strength"] == strength]
        if own.empty:
            continue
        ends = (spot.loc[own[side]].to_numpy() for side in ("source", "target"))
        lines = LineCollection(
            list(paths(*ends)),
            colors=colour,
            linewidths=width,
            linestyles=[dash],
            alpha=0.85 if len(layout.links) <= MANY else 0.35,
            rasterized=len(layout.links) > TOO_MANY,
            zorder=1 + strength / 10,
            label=f"{WORDS[strength]} ({len(own):,})",
        )
        axes.add_collection(lines, autolim=False)


def paths(sources: Points, targets: Points) -> Iterator[Points]:
    """A straight path to the next stage, an arc to the right within one, and over others a bow.

    Examples
    --------
    >>> (path,) = paths(np.array([[0.0, 0.2]]), np.array([[0.0, 0.8]]))
    >>> round(float(path[:, 0].max()), 2), path[[0, -1], 1].tolist()
    (0.32, [0.2, 0.8])
    """
    for source, target in zip(sources, targets, strict=True):
        stages = abs(target[0] - source[0])
        if stages == 1:
            yield np.array([source, target])
            continue
        path = source + np.outer(ARC, target - source)
        bend = 4 * ARC * (1 - ARC)
        path[:, 0] += bend * BEND * (stages == 0)
        path[:, 1] -= bend * BOW * (stages > 1)
        yield path


def _draw_actors(axes: Axes, actors: pd.DataFrame) -> None:
    """A mark for each actor: filled where it has a link, and with the shape of its role."""
    roles = list(actors["role"].value_counts().index)
    if len(roles) > len(SHAPES):
        kept = roles[: len(SHAPES) - 1]
        actors = actors.assign(role=actors["role"].where(actors["role"].isin(kept), OTHERS))
        roles = [*kept, OTHERS]
    size = 6.0 if len(actors) <= NAMEABLE else 3.5 if len(actors) <= MANY else 2.6
    for number, role in enumerate(roles):
        for is_linked in (True, False):
            own = actors[(actors["role"] == role) & ((actors["links"] > 0) == is_linked)]
            if own.empty:
                continue
            words = role or "actor"
            label = f"{short([words], LONGEST)[0]}{'' if is_linked else ', no link'} ({len(own):,})"
            axes.plot(
                own["x"],
                own["y"],
                SHAPES[number],
                color=POINT,
                markerfacecolor=POINT if is_linked else "white",
                markersize=size,
                markeredgewidth=min(1.0, size / 5),
                label=label,
                zorder=3,
            )


def _name_stages(axes: Axes, layout: ChainLayout) -> None:
    """Each stage above its layer with how many actors it has."""
    held = layout.actors["stage"].value_counts()
    longest = max(LONGEST * 5 // max(len(layout.stages), 1), 5)
    for place, stage in enumerate(layout.stages):
        actors = int(held.get(stage, 0))
        text = f"{short([stage], longest)[0]}\n{counted(actors, 'actor') if actors else 'no actor'}"
        axes.text(place, -0.03, text, ha="center", va="bottom", fontsize=SMALL + 1, color=DARK)
        axes.axvline(
            place, color=GREY, linewidth=0.4, linestyle="-" if actors else (0, (1, 4)), zorder=0
        )


def network_in_words(layout: ChainLayout) -> str:
    """What the network shows, for those who cannot see it."""
    if not layout.stages:
        return "Empty network: there is no actor and no stage."
    held = layout.actors["stage"].value_counts()
    told = [f"{stage} ({int(held.get(stage, 0)):,})" for stage in layout.stages]
    strengths = layout.links["strength"].value_counts()
    kinds = [f"{int(strengths.get(own, 0)):,} of strength {own}" for own in LOOKS]
    most = layout.actors.sort_values("links", ascending=False, kind="stable").head(NAMED)
    best = [f"{row['actor']} ({row['links']})" for row in most.to_dict("records") if row["links"]]
    alone = int((layout.actors["links"] == 0).sum())
    lost = not_drawn(layout.left_out, "without two actors and a strength from 0 to 3", "link")
    return " ".join(
        [
            f"Network of {counted(len(layout.actors), 'actor')} along {listed(told)}; "
            f"{counted(len(layout.links), 'link')}: {listed(kinds)}.",
            *([f"Most links: {listed(best)}."] if best else []),
            f"{counted(alone, 'actor')} without a link.",
            *([f"{lost}."] if lost else []),
        ]
    )
