"""Do the lights tell noise from a lag."""
