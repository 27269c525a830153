"""Stripe, through its official library; and the sandbox, which speaks as Stripe does."""
