"""A Spark master with one worker, as processes of their own on loopback."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

PATIENCE = 90  # seconds until master and worker must be up


def free_port() -> int:
    """A port of loopback that nobody uses."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture
def master(tmp_path: Path) -> Iterator[str]:
    """The URL of a standalone master whose worker has registered; both end with the test."""
    ports = [free_port() for _ in range(3)]
    url = f"spark://127.0.0.1:{ports[0]}"
    place = ["--host", "127.0.0.1"]
    with contextlib.ExitStack() as started:
        log = tmp_path / "master.log"
        _start(
            started,
            log,
            "master.Master",
            [*place, "--port", str(ports[0]), "--webui-port", str(ports[1])],
        )
        _wait_for(log, "I have been elected leader")
        worker = [*place, "--cores", "1", "--memory", "1g", "--webui-port", str(ports[2])]
        folder = ["--work-dir", str(tmp_path / "work")]
        _start(started, tmp_path / "worker.log", "worker.Worker", [*worker, *folder, url])
        _wait_for(log, "Registering worker")
        yield url


def _start(started: contextlib.ExitStack, log: Path, name: str, arguments: list[str]) -> None:
    import pyspark

    home = Path(pyspark.__file__).parent
    stream = started.enter_context(log.open("wb"))
    process = subprocess.Popen(
        [home / "bin" / "spark-class", f"org.apache.spark.deploy.{name}", *arguments],
        stdout=stream,
        stderr=subprocess.STDOUT,
        env=os.environ | {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"},
        start_new_session=True,  # so that what it starts ends with it
    )
    started.callback(_end, process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, 15)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.wait()


def _wait_for(log: Path, words: str) -> None:
    until = time.monotonic() + PATIENCE
    while words not in log.read_text("utf-8", "replace"):
        assert time.monotonic() < until, log.read_text("utf-8", "replace")
        time.sleep(0.2)
