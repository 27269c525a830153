"""What is private, encrypted and incrementally, in two places; the newsroom's side and the support side apart.

By restic, a program of its own (docs/decisions/34-backup.md). Root keys are never in a backup.
"""
