"""How do raw files become a study: guessed, shown, checked, and only then written."""

from workbench.data.making.describing import describe, describe_and_tell
from workbench.data.making.trying import Look, check_files, is_raw, look_at

__all__ = ["Look", "check_files", "describe", "describe_and_tell", "is_raw", "look_at"]
