"""The parts of the typology, each by itself."""
