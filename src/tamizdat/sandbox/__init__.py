"""The sandbox processor: it speaks Stripe's wire protocol, and no money moves."""
