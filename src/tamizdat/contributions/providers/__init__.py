"""Processors and banks, each behind ``contract.Provider``; ``registry.open_provider`` gives the one of this home."""
