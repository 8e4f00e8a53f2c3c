"""Tests of the casebook: what the documents say, and what follows from their numbers."""
