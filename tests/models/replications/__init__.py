"""Tests of the replications."""
