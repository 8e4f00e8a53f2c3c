"""Do the field instruments find what was planted, and refuse what cannot be."""
