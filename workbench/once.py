"""What do many reports need alike: computed by the first of them, and handed to the others.

A batch names a folder of its own in the environment of its kernels. The first report that needs
something leaves it there, under a name that stands for all that it was computed from, and everyone
takes a copy, so that nobody can change what another one has. Without such a folder everything is
computed where it is needed.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import os
import pickle
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

FOLDER, KEY = "WORKBENCH_SHARED", "WORKBENCH_SHARED_KEY"
SEAL_BYTES = 32


def is_shared() -> bool:
    """Whether this process belongs to a batch, whose reports share what they need alike."""
    return FOLDER in os.environ and KEY in os.environ


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
    key = _key(inputs) if is_shared() else None
    if key is None:
        return {name: make() for name, make in parts.items()}
    paths = {name: Path(os.environ[FOLDER]) / f"{name}-{key}" for name in parts}
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
    content = _unsealed(path)
    if content is None:
        content = pickle.dumps(make(), protocol=pickle.HIGHEST_PROTOCOL)
        unfinished = path.with_name(f"{path.name}.part")
        unfinished.write_bytes(_seal(content) + content)
        unfinished.replace(path)
    return pickle.loads(content)  # noqa: S301 - sealed by a report of this very batch


def _unsealed(path: Path) -> bytes | None:
    """What a report of this batch left there; None for nothing, and for what anybody else did."""
    try:
        whole = path.read_bytes()
    except FileNotFoundError:
        return None
    seal, content = whole[:SEAL_BYTES], whole[SEAL_BYTES:]
    return content if hmac.compare_digest(seal, _seal(content)) else None


def _seal(content: bytes) -> bytes:
    """What only who knows the key of the batch can write: its kernels, which it forked itself."""
    return hmac.digest(bytes.fromhex(os.environ[KEY]), content, "sha256")


def shared_by(folder: Path) -> dict[str, str]:
    """The variables of a new batch that shares what its reports need alike in a folder."""
    return {FOLDER: str(folder), KEY: secrets.token_hex(SEAL_BYTES)}
