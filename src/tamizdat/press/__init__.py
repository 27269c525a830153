"""The newsroom's facts become a signed edition."""
