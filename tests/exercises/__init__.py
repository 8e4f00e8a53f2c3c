"""Do the exercises know right from wrong, and never tell the answer."""
