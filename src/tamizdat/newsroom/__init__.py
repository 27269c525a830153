"""Journalists write and approve here: articles, sections, topics, bylines, pictures. It gives facts to the press."""
