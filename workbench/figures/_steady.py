"""How do Office files come out the same each time: no hour of writing is left in them."""

from __future__ import annotations

import io
import re
import zipfile

FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip archive can say
CORE = "docProps/core.xml"
STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(?=</dcterms:\2>)")
STATED = rb"\g<1>1980-01-01T00:00:00Z"


def steady(content: bytes) -> bytes:
    """An Office file (docx, xlsx) without the times of its making: equal content, equal bytes."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            own = source.read(name)
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, STAMP.sub(STATED, own) if name == CORE else own)
    return written.getvalue()
