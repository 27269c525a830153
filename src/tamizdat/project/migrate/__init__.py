"""``tamizdat migrate-home``: from SQLite and disk to PostgreSQL and a bucket, with nothing lost and nothing deleted."""
