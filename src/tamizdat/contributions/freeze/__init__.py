"""Stop every recurring gift from a country at once, and prove that nothing is asked for there any more."""
