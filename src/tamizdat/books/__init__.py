"""The books: the append-only ledger, kept; and what of it may be told in public."""
