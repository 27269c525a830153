"""Values in, values out. No Django, no clock, no disk, no network, no chance."""
