"""Is this ours, whole and fresh? Roles, thresholds, verdicts. Format: docs/formats/edition-v1.md, sections 7 and 8."""
