"""The parts of the appraisal, each by itself."""
