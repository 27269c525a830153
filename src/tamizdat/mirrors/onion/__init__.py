"""The onion address of the public site: a real Tor's configuration, written and checked. docs/operating/onion.md."""
