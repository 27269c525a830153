"""Fetch and check an edition, without Django."""
