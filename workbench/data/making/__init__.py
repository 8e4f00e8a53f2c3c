"""How do raw files become a study: guessed, shown, checked, and only then written."""

from workbench.data.making.describing import describe, describe_and_tell
from workbench.data.making.trying import Look, check_any, check_files, look_at

__all__ = ["Look", "check_any", "check_files", "describe", "describe_and_tell", "look_at"]
