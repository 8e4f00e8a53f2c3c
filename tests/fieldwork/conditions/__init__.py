"""Are conditions counted as the guides say, with what is missing named."""
