"""Settings for the property tests: the same cases in every run, and nothing left on disk."""

from hypothesis import settings

settings.register_profile(
    "workbench", derandomize=True, database=None, deadline=None, max_examples=40
)
settings.load_profile("workbench")
