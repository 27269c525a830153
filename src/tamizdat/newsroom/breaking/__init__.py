"""News that cannot wait: a headline and two sentences from a phone, at once on every mirror, approved afterwards."""
