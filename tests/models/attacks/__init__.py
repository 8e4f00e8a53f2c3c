"""Attacks on a specification: what each must find, and when it must give up."""
