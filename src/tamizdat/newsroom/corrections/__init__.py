"""Correct, update, withdraw, hide a person: what is done to an article that readers know already."""
