"""Mirrors workbench/hypotheses."""
