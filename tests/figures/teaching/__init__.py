"""Do the sliders show what the numbers say, also to those who cannot move or see them."""
