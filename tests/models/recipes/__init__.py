"""Tests of the field's standard specifications."""
