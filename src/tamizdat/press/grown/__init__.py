"""A press that has outgrown one machine: memory in PostgreSQL, objects in a bucket, workers that take shards."""
