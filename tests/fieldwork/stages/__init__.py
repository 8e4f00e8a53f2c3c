"""Do gates, plans and votes come out as the guides and the textbooks have them."""
