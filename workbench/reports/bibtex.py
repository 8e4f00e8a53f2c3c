"""How does a paper cite the workbench and the data of a page: entries for a bibliography."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from workbench.figures.formats import escaped_for_latex

TITLE = "Cluster Workbench"
AUTHORS = "{The Cluster Workbench developers}"
PLAIN_ADDRESS = re.compile(r"https?://[A-Za-z0-9._~%:/?#@!$&'()*+,;=-]+")


def of_workbench(version: str) -> str:
    """The entry of the workbench in one version.

    Examples
    --------
    >>> print(of_workbench("0.1.0"))
    @misc{cluster_workbench,
      author = {{The Cluster Workbench developers}},
      title = {{Cluster Workbench}},
      note = {Computer program, version 0.1.0}
    }
    """
    note = f"Computer program, version {escaped_for_latex(version)}"
    fields = {"author": AUTHORS, "title": f"{{{TITLE}}}", "note": note}
    return _entry("cluster_workbench", fields)


def of_study(name: str, title: str, citation: str, sources: Sequence[Mapping[str, str]]) -> str:
    r"""The entries of a study and of each of its sources.

    Parameters
    ----------
    name, title, citation
        Of the study, as its descriptor has them.
    sources
        Each with `title`, and `path` where it has an address.

    Returns
    -------
    Entries with empty lines between them; special characters are escaped.

    Examples
    --------
    >>> print(of_study("toy", "R&D in 温州", "", [{"title": "A census", "path": "https://a.org/b_c"}]))
    @misc{study_toy,
      title = {{R\&D in 温州}}
    }
    <BLANKLINE>
    @misc{study_toy_1,
      title = {{A census}},
      url = {https://a.org/b_c}
    }
    """
    key = f"study_{re.sub(r'[^A-Za-z0-9_]+', '_', name).strip('_')}"
    note = {"note": escaped_for_latex(citation)} if citation else {}
    entries = [_entry(key, {"title": _title(title)} | note)]
    for number, source in enumerate(sources, start=1):
        address = source.get("path", "")
        # packages for addresses read them as they are, so only plain ones may stand there
        url = {"url": address} if PLAIN_ADDRESS.fullmatch(address) else {}
        entries.append(_entry(f"{key}_{number}", {"title": _title(source["title"])} | url))
    return "\n\n".join(entries)


def _title(text: str) -> str:
    """A title whose capitals stay."""
    return f"{{{escaped_for_latex(text)}}}"


def _entry(key: str, fields: Mapping[str, str]) -> str:
    lines = ",\n".join(
        f"  {name} = {{{' '.join(value.split())}}}" for name, value in fields.items()
    )
    return f"@misc{{{key},\n{lines}\n}}"
