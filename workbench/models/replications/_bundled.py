"""Where are the example data that come with libpysal: on this machine, never from the network."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from workbench.errors import Problem, StudyError


def bundled(example: str, file: str) -> Path:
    """The path of a file of an example that is installed with libpysal.

    Raises
    ------
    StudyError
        If the installed version does not bring it.

    Examples
    --------
    >>> bundled("columbus", "columbus.shp").name
    'columbus.shp'
    """
    package = find_spec("libpysal")
    root = Path(package.origin).parent if package and package.origin else Path()
    path = root / "examples" / example / file
    if not path.is_file():
        raise StudyError(
            Problem(
                "CLW-F45",
                f"libpysal does not bring {file} of its example {example}",
                file=str(path),
                expected="the example data that libpysal 4 is installed with",
                remedy="install the version of libpysal that the workbench asks for",
            )
        )
    return path
