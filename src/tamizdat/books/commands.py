"""``tamizdat support ledger | export | publish``."""
