"""How do two folders change places in one step: by the system's own call, where there is one.

So there is no moment, not even between two renamings, at which a report is not in its place.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

AT_THE_PATH = -100  # Linux's AT_FDCWD: the names are paths, as everywhere
EXCHANGE = 2  # RENAME_EXCHANGE on Linux, RENAME_SWAP on macOS
NOT_THERE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}


def exchange(one: Path, other: Path) -> bool:
    """Let two folders of one file system change places.

    Returns
    -------
    False where the system or its file system cannot, and nothing has been done.

    Raises
    ------
    OSError
        If the system refuses for another reason.
    """
    if os.name != "posix":
        return False
    names = os.fsencode(one), os.fsencode(other)
    here = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin" and hasattr(here, "renamex_np"):
        code = here.renamex_np(*names, EXCHANGE)
    elif sys.platform.startswith("linux") and hasattr(here, "renameat2"):
        code = here.renameat2(AT_THE_PATH, names[0], AT_THE_PATH, names[1], EXCHANGE)
    else:
        return False
    if code == 0:
        return True
    number = ctypes.get_errno()
    if number in NOT_THERE:
        return False
    raise OSError(number, os.strerror(number), str(other))
