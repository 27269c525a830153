"""Gifts by bank transfer: a reference for the reader, and statements from which what came in is booked."""
