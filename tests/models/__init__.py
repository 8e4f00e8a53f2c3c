"""Mirrors workbench/models."""
