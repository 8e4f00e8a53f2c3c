"""What a reader sees and does, in a browser; run by `make test-browser` alone."""
