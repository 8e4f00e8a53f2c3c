"""How many digits are right: least squares beside the values that NIST certified."""

from tests.reference.nist.data import REFERENCES, Reference

__all__ = ["REFERENCES", "Reference"]
