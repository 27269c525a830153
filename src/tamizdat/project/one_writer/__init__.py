"""PostgreSQL with SQLite's promise: one writes at a time. Django finds the engine in ``base``."""
