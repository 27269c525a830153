"""The support site: giving, the supporter's own page, reminders, and where processors send their notices."""
