"""Ghost's JSON exports."""
