"""IPTC ninjs, one object a line."""
