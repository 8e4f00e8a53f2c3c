"""What does a forked kernel do: run the cells that it is sent, and tell what they give.

It is the kernel that Jupyter starts, with its sockets replaced by two pipes: the same shell, the
same messages. It begins in the process that `workbench.reports.forking` has just forked.
"""

from __future__ import annotations

import asyncio
import atexit
import io
import logging
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from jupyter_client.session import Session
from traitlets.config import Config

from workbench.reports.kernel import INLINE

SHELL = "shell"
MESSAGES = "iopub"
SECONDS_BETWEEN_FLUSHES = 0.2
SECONDS_BETWEEN_LOOKS = 0.5
LONGEST_REQUEST = 1 << 30


class PipeSession(Session):
    """A session that writes every message as one line into a pipe."""

    def open(self, descriptor: int) -> None:
        """Write to this pipe from now on."""
        self._file = os.fdopen(descriptor, "wb")
        self._lock = threading.Lock()
        self._owner = os.getpid()

    def send(self, stream: Any, msg_or_type: Any, *arguments: Any, **more: Any) -> Any:
        """Send a message: a finished one, or one to be made of its type and content."""
        message = msg_or_type
        if not isinstance(message, dict):
            kept = ("content", "parent", "header", "metadata")
            given = dict(zip(("content", "parent"), arguments, strict=False)) | more
            message = self.msg(message, **{k: v for k, v in given.items() if k in kept})
        if os.getpid() == self._owner:  # what the notebook has forked does not speak for it
            line = self.pack({"channel": SHELL if stream == SHELL else MESSAGES, **message})
            with self._lock:
                self._file.write(line + b"\n")
                self._file.flush()
        return message


class CaughtStream(io.TextIOBase):
    """Standard output or error as messages, with what other programs write to the descriptor."""

    encoding = "UTF-8"

    def __init__(self, kernel: Any, name: str, descriptor: int) -> None:
        self.kernel, self.name = kernel, name
        self._owner = os.getpid()
        self._descriptor = descriptor
        self._beneath = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        os.dup2(self._beneath.fileno(), descriptor)
        self._read = 0
        self._pieces: list[str] = []
        self._last = 0.0
        self._lock = threading.RLock()

    def writable(self) -> bool:
        """Whether it can be written: yes."""
        return True

    def fileno(self) -> int:
        """The descriptor that other programs may write to."""
        return self._descriptor

    def write(self, text: str) -> int:
        """Take a text, and send it unless one has just been sent."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if os.getpid() != self._owner:
            os.write(self._descriptor, text.encode(errors="replace"))
            return len(text)
        with self._lock:
            self._pieces.append(text)
        if time.monotonic() - self._last > SECONDS_BETWEEN_FLUSHES:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Send what has been written since the last time."""
        if os.getpid() != self._owner:
            return
        with self._lock:
            text = "".join(self._pieces) + self._from_beneath()
            self._pieces.clear()
            self._last = time.monotonic()
            if text:
                content = {"name": self.name, "text": text}
                parent = self.kernel.get_parent("shell")
                self.kernel.session.send(MESSAGES, "stream", content, parent=parent)

    def _from_beneath(self) -> str:
        """What others have written to the descriptor; whole characters only."""
        size = os.fstat(self._beneath.fileno()).st_size
        if size <= self._read:
            return ""
        found = os.pread(self._beneath.fileno(), size - self._read, self._read)
        self._read = size
        return found.decode(errors="replace")


class ForkedKernel(IPythonKernel):
    """The kernel of a forked process: it hears one request after the other."""

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Nothing waits in a queue, so there is nothing to abort."""

    async def answer(self, message: Mapping[str, Any]) -> None:
        """Do what one request asks for, between the messages that say busy and idle."""
        kernel: Any = self  # ipykernel states no types
        kernel.set_parent([], message)
        kernel._publish_status("busy", SHELL)
        kernel.pre_handler_hook()
        try:
            await self.shell_handlers[message["header"]["msg_type"]](SHELL, [], message)
        finally:
            kernel.post_handler_hook()
        sys.stdout.flush()
        sys.stderr.flush()
        kernel._publish_status("idle", SHELL)


def serve(requests: int, messages: int, folder: Path, variables: Mapping[str, str]) -> None:
    """Be a kernel until the requests end; the process ends with it.

    Parameters
    ----------
    requests, messages
        The pipes to read requests from, and to write messages to.
    folder
        Where the notebook lies, and its code works.
    variables
        The environment of a kernel.
    """
    parent = os.getppid()
    os.setsid()
    atexit._clear()
    threading.Thread(target=_die_with, args=(parent,), daemon=True).start()
    _leave(folder, variables)
    _forget_chance()
    session = PipeSession(username="kernel", key=b"")
    session.open(messages)
    asyncio.run(_served(_kernel(session), requests))
    atexit._run_exitfuncs()


def _kernel(session: PipeSession) -> Any:
    """The kernel with its shell, its streams caught."""
    config = Config({"HistoryManager": {"enabled": False}})
    here = SimpleNamespace(parent_thread=threading.current_thread())
    kernel: Any = ForkedKernel.instance(
        config=config,
        session=session,
        iopub_socket=MESSAGES,
        log=logging.getLogger("ipykernel"),
        shell_channel_thread=here,
        user_ns=None,
    )
    kernel.shell.displayhook.pub_socket = MESSAGES
    sys.stdout, sys.stderr = CaughtStream(kernel, "stdout", 1), CaughtStream(kernel, "stderr", 2)
    sys.displayhook = kernel.shell.displayhook
    return kernel


async def _served(kernel: Any, requests: int) -> None:
    reader = asyncio.StreamReader(limit=LONGEST_REQUEST)
    pipe = os.fdopen(requests, "rb")
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
    while line := await reader.readline():
        await kernel.answer(kernel.session.unpack(line))


def _leave(folder: Path, variables: Mapping[str, str]) -> None:
    """Let go of what belongs to the process that was forked: streams, folder, variables.

    Other files stay open, for some belong to libraries: pyproj reads its database to the end.
    """
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables, MPLBACKEND=INLINE)
    time.tzset()
    sys.argv = ["ipykernel_launcher"]
    sys.path.insert(0, "")


def _forget_chance() -> None:
    """Draw new random states: every forked kernel would otherwise draw the same numbers."""
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()


def _die_with(parent: int) -> None:
    """End this process and those it started once its parent has gone."""
    while os.getppid() == parent:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    with suppress(ProcessLookupError):
        os.killpg(0, signal.SIGKILL)
