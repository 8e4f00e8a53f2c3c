"""How does one look instead of read: the explorer as a page, and JupyterLab; loopback only."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Annotated, Any

import typer

from workbench.cli._app import app
from workbench.errors import ParameterError, Problem

LOOPBACK = "127.0.0.1"
EXPLORER_PORT, LAB_PORT = 8866, 8888
HIGHEST_PORT = 65535
SECONDS_IDLE = 600
SECONDS_BETWEEN_LOOKS = 60
# the only extensions that the explorer needs: the widgets, and what manages them on a page
WIDGETS = ["@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8"]
TEMPLATE = "workbench"

Port = Annotated[int, typer.Option(help="of this machine; 0 takes any that is free")]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="print the address, open nothing")]


@app.command()
def explore(
    study: Annotated[str, typer.Argument(help="a study's name or folder")] = "us_metro_clusters",
    port: Port = EXPLORER_PORT,
    no_browser: NoBrowser = False,
) -> None:
    """Open the explorer as a page: map, scatter and regression of a question that can be turned."""
    from workbench.data import load

    load(study)  # what is wrong with it is told here, and not on an empty page
    found = free_port(port, EXPLORER_PORT, "explore")
    os.environ |= page_environment(study)
    from voila.app import Voila

    page = Voila(config=voila_settings(found, is_opened=not no_browser))
    page.initialize([str(explorer_notebook())])
    page.start()


@app.command()
def lab(port: Port = LAB_PORT, no_browser: NoBrowser = False) -> None:
    """Open JupyterLab on the folder of notebooks."""
    from workbench import home

    folder = home.notebooks()
    found = free_port(port, LAB_PORT, "lab")
    os.environ["JUPYTER_CONFIG_PATH"] = _first_of("JUPYTER_CONFIG_PATH")  # no news pop up
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance(argv=lab_arguments(folder, found, is_opened=not no_browser))


def free_port(port: int, usual: int, verb: str) -> int:
    """The port, or any free one for 0, where nothing listens on it.

    Raises
    ------
    ParameterError
        If there is no such port, or something listens there already.
    """
    if not 0 <= port <= HIGHEST_PORT:
        raise ParameterError(
            Problem(
                "CLW-P41",
                "there is no such port",
                column="port",
                value=str(port),
                expected=f"a number from 1 to {HIGHEST_PORT}, or 0 for any that is free",
                remedy=f"workbench {verb} --port {usual}",
            )
        )
    with socket.socket() as probe:
        if os.name == "posix":  # elsewhere this would let two listen on one port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise ParameterError(_taken(port, verb, error)) from error
        return int(probe.getsockname()[1])


def _taken(port: int, verb: str, error: OSError) -> Problem:
    return Problem(
        "CLW-P40",
        f"port {port} cannot be had: {error.strerror or error}",
        column="port",
        value=str(port),
        expected="a port of this machine on which nothing listens yet",
        remedy=f"workbench {verb} --port 0, which takes any free one",
    )


def explorer_notebook() -> Path:
    """The one cell that the page of the explorer is made from."""
    from workbench import home

    return home.PACKAGE / "figures" / "explorer" / "explorer.ipynb"


def page_environment(study: str) -> dict[str, str]:
    """What the page and its kernel find: the study, the template, and one thread (faster here)."""
    from workbench.figures.explorer import NAMED

    name = str(Path(study).resolve()) if Path(study).is_dir() else study
    single = {n: os.environ.get(n, "1") for n in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    return {NAMED: name, "JUPYTER_PATH": _first_of("JUPYTER_PATH")} | single


def _first_of(variable: str) -> str:
    """The folders of a variable with that of our own settings before them."""
    own = str(explorer_notebook().with_name("template"))
    return os.pathsep.join(filter(None, [own, os.environ.get(variable)]))


def voila_settings(port: int, *, is_opened: bool) -> Any:
    """Loopback only, a token, no source, no tracebacks, no extensions, kernels that do not stay."""
    from traitlets.config import Config

    return Config(
        {
            "Voila": {
                "ip": LOOPBACK,
                "port": port,
                "port_retries": 0,
                "auto_token": True,
                "open_browser": is_opened,
                "config_file_paths": [],  # a file that lies about changes none of this
                "tornado_settings": {"allow_remote_access": False},
            },
            "VoilaConfiguration": {
                "template": TEMPLATE,
                "strip_sources": True,
                "show_tracebacks": False,
                "allow_template_override": "NO",
                "allow_theme_override": "NO",
                "file_allowlist": [],
                "extension_allowlist": WIDGETS,
                "preheat_kernel": False,  # such kernels hung on every second visit
            },
            "MappingKernelManager": {
                "cull_idle_timeout": SECONDS_IDLE,
                "cull_interval": SECONDS_BETWEEN_LOOKS,
                "cull_connected": False,
            },
        }
    )


def lab_arguments(folder: Path, port: int, *, is_opened: bool) -> list[str]:
    """JupyterLab on a folder: loopback only, its token kept, no news and no extension manager."""
    return [
        f"--ServerApp.ip={LOOPBACK}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.open_browser={is_opened}",
        f"--ServerApp.root_dir={folder}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        "--MappingKernelManager.cull_idle_timeout=3600",
        "--MappingKernelManager.cull_connected=False",
    ]
