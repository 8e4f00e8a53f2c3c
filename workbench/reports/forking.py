"""Where may a notebook's code run faster: in a kernel forked from a process that is warm already.

The forked kernel stands in for the manager of a real one: papermill's client drives both alike,
so that pages are the same to the byte.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

from workbench.reports.kernel import environment

CHUNK = 1 << 20


def can_fork() -> bool:
    """Whether this process may fork: the system can, and no other thread would be cut off."""
    return sys.platform not in {"win32", "emscripten", "wasi"} and threading.active_count() == 1


@contextmanager
def forked_kernel(folder: Path) -> Iterator[ForkedProcess]:
    """A kernel that works in `folder`, forked from this process and gone at the end.

    It has what this process has imported, and nothing that an earlier kernel did.
    """
    with TemporaryDirectory(prefix="workbench-", ignore_cleanup_errors=True) as own:
        kernel = ForkedProcess(folder, Path(own))
        try:
            yield kernel
        finally:
            kernel.end()


class ForkedProcess:
    """A forked kernel, with what is asked of a kernel's manager."""

    has_kernel = True
    ipykernel = True

    def __init__(self, folder: Path, own: Path) -> None:
        requests, self.requests = os.pipe()
        self.messages, messages = os.pipe()
        self.returned: int | None = None
        variables = environment(own)
        self.pid = os.fork()
        if self.pid == 0:
            # it would never see the end of its requests while it holds their other end itself
            os.close(self.requests)
            os.close(self.messages)
            _be_a_kernel(requests, messages, folder, variables)
        os.close(requests)
        os.close(messages)
        os.set_blocking(self.messages, False)
        self.provisioner = SimpleNamespace(process=self, pgid=self.pid)

    def poll(self) -> int | None:
        """How the process ended: its exit code, minus the signal, or None while it lives."""
        if self.returned is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returned = os.waitstatus_to_exitcode(status)
        return self.returned

    def client(self) -> Client:
        """What sends it requests and hears its messages."""
        return Client(self)

    async def is_alive(self) -> bool:
        """Whether its process lives."""
        return self.poll() is None

    _async_is_alive = is_alive

    async def _async_request_shutdown(self) -> None:
        self.hang_up()

    def hang_up(self) -> None:
        """Send no more requests, which lets the kernel end."""
        if self.requests >= 0:
            os.close(self.requests)
            self.requests = -1

    def end(self) -> None:
        """End the process and those it started, whatever they do."""
        self.hang_up()
        os.close(self.messages)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        if self.returned is None:
            with suppress(ProcessLookupError):  # before it had a group of its own
                os.kill(self.pid, signal.SIGKILL)
            self.returned = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


class Channel:
    """The messages of one kind, in the order in which they came."""

    def __init__(self) -> None:
        self.waiting: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """The next message; `Empty` where none comes in time."""
        try:
            return await asyncio.wait_for(self.waiting.get(), timeout)
        except TimeoutError:
            raise Empty from None


class Client:
    """Speaks to a forked kernel as a client speaks to one that Jupyter has started."""

    allow_stdin = False

    def __init__(self, kernel: ForkedProcess) -> None:
        from jupyter_client.session import Session

        self.kernel = kernel
        self.session = Session(key=b"")
        self.channels = {"shell": Channel(), "iopub": Channel()}
        self.shell_channel, self.iopub_channel = self.channels.values()
        self._rest = bytearray()
        self._loop: asyncio.AbstractEventLoop | None = None

    def start_channels(self) -> None:
        """The pipes are open already."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Begin to listen; the kernel takes requests before it is ready."""
        del timeout
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self.kernel.messages, self._listen)

    def stop_channels(self) -> None:
        """Listen no more."""
        self._deaf()

    async def is_alive(self) -> bool:
        """Whether the kernel lives."""
        return self.kernel.poll() is None

    def execute(self, code: str, **how: Any) -> str:
        """Send a cell; returns the name of the request."""
        content = {"code": code, "silent": False, "user_expressions": {}, "allow_stdin": False}
        return self._send("execute_request", content | how)

    def kernel_info(self) -> str:
        """Ask what the kernel is; returns the name of the request."""
        return self._send("kernel_info_request", {})

    def _send(self, kind: str, content: dict[str, Any]) -> str:
        message = self.session.msg(kind, content)
        whole = memoryview(self.session.pack(message) + b"\n")
        with suppress(BrokenPipeError):  # it has died, as whoever waits for the answer will find
            while whole:
                whole = whole[os.write(self.kernel.requests, whole) :]
        return str(message["header"]["msg_id"])

    def _listen(self) -> None:
        """Take what has come; a message may come in pieces."""
        try:
            found = os.read(self.kernel.messages, CHUNK)
        except BlockingIOError:
            return
        if not found:
            self._deaf()
        self._rest += found
        if b"\n" in found:
            whole, _, rest = self._rest.rpartition(b"\n")
            self._rest = bytearray(rest)
            for line in whole.split(b"\n"):
                message = self.session.unpack(bytes(line))
                self.channels[message["channel"]].waiting.put_nowait(message)

    def _deaf(self) -> None:
        if self._loop is not None:
            self._loop.remove_reader(self.kernel.messages)
            self._loop = None


def _be_a_kernel(requests: int, messages: int, folder: Path, variables: dict[str, str]) -> None:
    """What the forked process does, and never returns from."""
    code = 1
    try:
        from workbench.reports.forked import serve

        serve(requests, messages, folder, variables)
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
    finally:
        os._exit(code)
