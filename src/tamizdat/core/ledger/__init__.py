"""Money that was moved: whole minor units, double entry, one hash; and what may be said of it in public."""
