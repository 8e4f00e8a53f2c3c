"""How fast is it, beside peers and the physical limit: `python -m benchmarks`."""
