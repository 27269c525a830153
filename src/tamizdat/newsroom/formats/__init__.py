"""Formats beside the plain article: live coverage, recordings, series; and what is known of translations."""
