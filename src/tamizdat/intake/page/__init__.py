"""Saved pages: the article among the furniture."""
