"""Notices: checked, stored, answered; then applied. Effect and deduplication are one transaction."""
