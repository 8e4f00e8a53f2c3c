"""Which kinds of faults are there: one module each, by the number the house gives it."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

import tests.faults

KINDS: dict[str, ModuleType] = {
    f"F{int(module.name[1:3])}": importlib.import_module(f"tests.faults.{module.name}")
    for module in sorted(pkgutil.iter_modules(tests.faults.__path__), key=lambda m: m.name)
    if module.name[0] == "f" and module.name[1:3].isdigit()
}
