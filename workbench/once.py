"""What do many reports need alike: computed by the first of them, and handed to the others.

A batch names a folder of its own in the environment of its kernels. The first report that needs
something leaves it there, under a name that stands for all that it was computed from, and everyone
takes a copy, so that nobody can change what another one has. Without such a folder everything is
computed where it is needed.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

FOLDER = "WORKBENCH_SHARED"


def is_shared() -> bool:
    """Whether this process belongs to a batch, whose reports share what they need alike."""
    return FOLDER in os.environ


def once(parts: Mapping[str, Callable[[], Any]], *inputs: object) -> dict[str, Any]:
    """Some results, each computed by one report of a batch for all of them.

    Parameters
    ----------
    parts
        What computes each, by a name that says what it is, as `module.function`. It may depend on
        the inputs alone, and must give the same whoever computes it.
    inputs
        All that the results depend on, to the last value.

    Returns
    -------
    The results by the names of the parts; in a batch, copies of one's own.

    Notes
    -----
    Two reports that begin together each compute another part, and wait for what the other one
    has begun. A report that is lost lets go of what it had begun.

    Examples
    --------
    >>> once({"example.total": lambda: sum([1, 2])}, [1, 2])
    {'example.total': 3}
    """
    folder = os.environ.get(FOLDER)
    key = _key(inputs) if folder else None
    if not folder or key is None:
        return {name: make() for name, make in parts.items()}
    paths = {name: Path(folder) / f"{name}-{key}" for name in parts}
    found: dict[str, Any] = {}
    for is_patient in (False, True):
        for name in [name for name in parts if name not in found]:
            with _mine(paths[name], is_patient=is_patient) as is_mine:
                if is_mine:
                    found[name] = _kept(paths[name], parts[name])
    return {name: found[name] for name in parts}


class _Content(pickle.Pickler):
    """Writes what things are made of, and not what they have worked out since."""

    def reducer_override(self, thing: Any) -> Any:
        if is_dataclass(thing) and not isinstance(thing, type):
            return type(thing), tuple(getattr(thing, field.name) for field in fields(thing))
        return (dict, (dict(thing),)) if isinstance(thing, MappingProxyType) else NotImplemented


def _key(inputs: tuple[object, ...]) -> str | None:
    """A name for the content of some inputs, None for what has no content to tell."""
    written = io.BytesIO()
    pickler = _Content(written, protocol=pickle.HIGHEST_PROTOCOL)
    pickler.fast = True  # equal content, equal bytes, whatever objects it shares
    try:
        pickler.dump(inputs)
    except (pickle.PicklingError, TypeError, AttributeError, ValueError, RecursionError):
        return None
    return hashlib.sha256(written.getbuffer()).hexdigest()


@contextmanager
def _mine(path: Path, *, is_patient: bool) -> Iterator[bool]:
    """Whether nobody else is computing something; the patient wait until it is so."""
    import fcntl  # only where processes can be forked

    with path.with_name(f"{path.name}.lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if is_patient else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _kept(path: Path, make: Callable[[], Any]) -> Any:
    """A copy of what was computed, by somebody else or now."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        content = pickle.dumps(make(), protocol=pickle.HIGHEST_PROTOCOL)
        unfinished = path.with_name(f"{path.name}.part")
        unfinished.write_bytes(content)
        unfinished.replace(path)
    return pickle.loads(content)  # noqa: S301 - written by a report of this very batch
