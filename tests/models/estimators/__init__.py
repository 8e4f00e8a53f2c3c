"""Tests of the estimators, one file each."""
