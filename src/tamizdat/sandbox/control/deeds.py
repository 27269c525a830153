"""Importing this registers every control."""

from tamizdat.sandbox.control import clock, mishaps, money, people

__all__ = ["clock", "mishaps", "money", "people"]
