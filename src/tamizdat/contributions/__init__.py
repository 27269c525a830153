"""A processor says: a reader paid. Giving, the supporter's own page, reminders, notices; and ``providers/``."""
