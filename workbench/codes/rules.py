"""What do the codes about rules for what counts as a cluster (C) mean."""

from workbench.codes._code import Code

CODES: dict[str, Code] = {}
