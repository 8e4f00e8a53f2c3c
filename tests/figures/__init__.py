"""Mirrors workbench/figures."""
