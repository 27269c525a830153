"""Giving: where do you live, how much, how often; then the processor, a transfer, or another way."""
