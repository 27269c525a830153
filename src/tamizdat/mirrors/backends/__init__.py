"""Where an edition can be carried to: one file for each kind of place, opened through ``registry.py`` alone."""
