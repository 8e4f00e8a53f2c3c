"""Where are the actors of a cluster, and who is linked to whom: points by role, links by degree."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from workbench.figures._drawable import as_numbers, counted, named
from workbench.figures._ground import ground_of
from workbench.figures._map_furniture import furnish, legend_beside, note_handles
from workbench.figures.chain_network import LOOKS, WORDS
from workbench.figures.labels import DARK, PLACES, place_labels
from workbench.figures.numbers import listed
from workbench.figures.style import EDGE, LINE, new_axes, say, styled

# a shape and a colour, from dark to light, for each role in the order of the table of roles
MARKS = (
    ("*", LINE, 13.0),
    ("o", "#3b70a2", 4.5),
    ("s", "#12213f", 5.0),
    ("^", "#d07b29", 5.5),
    ("D", "#7a3310", 4.5),
    ("P", "#8a8a8a", 5.5),
)
ROLES = ("anchor", "core", "non-core", "key partner", "counterparty", "government")
OTHERS = "other roles"
NAMED = 8
MANY = 150
TOO_MANY = 1000  # links, of which lines of their own would make a page of many megabytes
FAINT, CLEAR = 0.3, 0.7


def actor_map(
    actors: pd.DataFrame, links: pd.DataFrame, *, name: str = "name", ax: Axes | None = None
) -> Axes:
    """Draw actors where they are, with lines between those that are linked.

    Parameters
    ----------
    actors
        `actor`, `longitude`, `latitude`, `role`, and the column of names.
    links
        `source`, `target`, `strength` from 0 to 3; of several links of two actors the strongest is
        drawn. Filter before to look at one kind.
    name
        Column of names; the actors with most partners are named, where there is room.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        axes = ax or new_axes()
        axes.set_axis_off()
        spots, ground = _spots(actors)
        if spots.empty:
            return say(axes, "No map: no actor has coordinates.")
        pairs = _pairs(links)
        drawn = pairs[pairs["source"].isin(spots.index) & pairs["target"].isin(spots.index)]
        handles = [*_draw_links(axes, drawn, spots), *_draw_actors(axes, actors, spots)]
        notes = {
            "actors without a place": int(actors["actor"].nunique() - len(spots)),
            "links without a place": len(pairs) - len(drawn),
        }
        legend_beside(axes, [*handles, *note_handles(notes)], "actors by role, links by degree")
        furnish(axes, ground)
        _name(axes, actors, drawn, spots, name)
        return axes


def _spots(actors: pd.DataFrame) -> tuple[pd.DataFrame, Any]:
    """Where each actor is, in kilometres on an equal-area plane."""
    places = as_numbers(actors, ["longitude", "latitude"]).assign(region=actors["actor"])
    codes = pd.Index(places["region"].dropna().unique())
    ground = ground_of(codes, codes, places, None)
    return (ground.spots() if len(ground.shapes) else pd.DataFrame()), ground


def _pairs(links: pd.DataFrame) -> pd.DataFrame:
    """Each linked pair once, with its strongest degree, the strongest last."""
    real = links[links["strength"] > 0]
    ends = np.sort(real[["source", "target"]].to_numpy(object).astype(str), axis=1)
    found = pd.DataFrame(ends, columns=["source", "target"]).assign(
        strength=np.rint(real["strength"].to_numpy("float64")).clip(1, 3)
    )
    strongest = found.groupby(["source", "target"])["strength"].max().reset_index()
    return strongest.sort_values(["strength", "source", "target"], ignore_index=True)


def _draw_links(axes: Axes, pairs: pd.DataFrame, spots: pd.DataFrame) -> list[Line2D]:
    """The lines of each degree, and their entries in the legend."""
    handles = []
    for strength, (colour, width, dash) in LOOKS.items():
        own = pairs[pairs["strength"] == strength]
        if own.empty:
            continue
        ends = [spots.loc[own[side]].to_numpy() for side in ("source", "target")]
        look: dict[str, Any] = {"linewidths": width * 0.6, "linestyles": [dash], "zorder": 1}
        alpha = CLEAR if len(pairs) <= MANY else FAINT
        lines = LineCollection(list(np.stack(ends, axis=1)), colors=colour, alpha=alpha, **look)
        lines.set_rasterized(len(own) > TOO_MANY)
        axes.add_collection(lines)
        label = f"{WORDS[strength]} ({len(own):,})"
        handles.append(Line2D([], [], color=colour, lw=width, ls=dash, label=label))
    return handles


def _draw_actors(axes: Axes, actors: pd.DataFrame, spots: pd.DataFrame) -> list[Any]:
    """A mark for each actor with the shape of its role; what cannot be told apart is "other"."""
    first = actors.drop_duplicates("actor").set_index("actor")
    role = first["role"].reindex(spots.index) if "role" in first else pd.Series("", spots.index)
    role = role.where(role.isin(ROLES), OTHERS)
    looks = dict(zip((*ROLES, OTHERS), (*MARKS, ("x", DARK, 5.0)), strict=True))
    handles = []
    for name, (marker, colour, size) in looks.items():
        own = spots[(role == name).to_numpy()]
        if len(own):
            look: dict[str, Any] = {"markersize": size, "markeredgecolor": EDGE}
            look["markeredgewidth"] = 0.5 if marker != "x" else 1.0
            if marker == "x":
                look["markeredgecolor"] = colour
            label = f"{name} ({len(own):,})"
            zorder = 4 if name == ROLES[0] else 3
            handles += axes.plot(own["x"], own["y"], marker, color=colour, label=label,
                                 zorder=zorder, **look)  # fmt: skip
    return handles


def _name(
    axes: Axes, actors: pd.DataFrame, pairs: pd.DataFrame, spots: pd.DataFrame, name: str
) -> None:
    busiest = _busiest(pairs)
    chosen = [code for code in busiest if code in spots.index][:NAMED]
    names = actors.drop_duplicates("actor").set_index("actor")
    words = names[name] if name in names else pd.Series(names.index, names.index)
    points = [(float(x), float(y)) for x, y in spots.loc[chosen].to_numpy()]
    place_labels(axes, points, named(words.loc[chosen]), tries=len(PLACES))


def _busiest(pairs: pd.DataFrame) -> list[str]:
    """Actors by the number of their partners, ties by code."""
    degree = pd.concat([pairs["source"], pairs["target"]]).value_counts().sort_index()
    return list(degree.sort_values(ascending=False, kind="stable").index)


def actor_map_in_words(actors: pd.DataFrame, links: pd.DataFrame, *, name: str = "name") -> str:
    """What the map shows, for those who cannot see it."""
    spots, _ = _spots(actors)
    if spots.empty:
        return "Empty map: no actor has coordinates."
    pairs = _pairs(links)
    names = actors.drop_duplicates("actor").set_index("actor")
    words = names[name] if name in names else pd.Series(names.index, names.index)
    top = named(words.reindex(_busiest(pairs)[:3]))
    most = f" Most partners: {listed(top)}." if top else ""
    return f"Map of {counted(len(spots), 'actor')} and {counted(len(pairs), 'linked pair')}.{most}"
