"""Inputs as people bring them: bad ones that must be told, and odd ones that must pass."""
