"""Where does a notebook's code run: in one kernel of this very Python that leaves nothing behind.

The kernel is started before papermill is imported, so that the two seconds of one hide behind
the start of the other.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jupyter_client.manager import AsyncKernelManager

KERNEL = "python3"
LONGEST_SOCKET_FOLDER = 60
SECONDS_TO_STOP = 2.0

# One seed for hashes and one time zone, so that no output depends on where or when it was made.
FIXED = {"PYTHONHASHSEED": "0", "TZ": "UTC", "PYTHONUTF8": "1"}
# More threads than one slow small models down; whoever wants more says so.
DEFAULTS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
# How matplotlib draws in a kernel. It has to be set before matplotlib is imported, and what is
# forked from a process that has imported it draws nothing otherwise, without an error.
INLINE = "module://matplotlib_inline.backend_inline"
# What would let a user's own set-up change the run, or keep figures from being caught.
DROPPED = ("PYTHONSTARTUP", "MPLBACKEND")


def environment(folder: Path) -> dict[str, str]:
    """The environment variables of a kernel whose own files go to `folder`."""
    inherited = {name: value for name, value in os.environ.items() if name not in DROPPED}
    return DEFAULTS | inherited | FIXED | {"IPYTHONDIR": str(folder)}


@contextmanager
def running_kernel(folder: Path) -> Iterator[AsyncKernelManager]:
    """A kernel that works in `folder`, started at once and gone at the end whatever happens."""
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from jupyter_core.utils import run_sync

    class ThisPython(KernelSpecManager):
        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
            return KernelSpec(argv=command, display_name=kernel_name, language="python")

    with TemporaryDirectory(prefix="workbench-", ignore_cleanup_errors=True) as own:
        # files as sockets need no open port, where the system has them and their names fit
        is_short = os.name == "posix" and len(own) < LONGEST_SOCKET_FOLDER
        manager = AsyncKernelManager(
            kernel_spec_manager=ThisPython(),
            kernel_name=KERNEL,
            transport="ipc" if is_short else "tcp",
            connection_file=str(Path(own) / "kernel.json"),
            shutdown_wait_time=SECONDS_TO_STOP,
        )
        run_sync(manager._async_start_kernel)(
            cwd=str(folder),
            env=environment(Path(own)),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        group = getattr(manager.provisioner, "pgid", None)
        try:
            yield manager
        finally:
            run_sync(manager._async_shutdown_kernel)()
            _end_group(group)


def ask_to_stop(manager: AsyncKernelManager) -> None:
    """Ask the kernel to end, and do not wait: there is a page to build meanwhile."""
    from jupyter_core.utils import run_sync

    if run_sync(manager._async_is_alive)():
        run_sync(manager._async_request_shutdown)()


def exit_code(manager: AsyncKernelManager) -> int | None:
    """How the kernel's process ended: its exit code, minus the signal, or None while it lives."""
    process = getattr(manager.provisioner, "process", None)
    return process.poll() if process else None


def _end_group(group: int | None) -> None:
    """End what the kernel itself started and left running."""
    if group and hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)
