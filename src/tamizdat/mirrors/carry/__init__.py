"""Carry an edition for a newsroom: fetch it, check it, serve it. A volunteer needs nothing else of Tamizdat."""
