"""Tamizdat: write once, press a signed edition that any mirror can carry and any reader can check."""
