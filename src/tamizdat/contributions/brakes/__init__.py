"""Brakes against machines that try stolen cards: no third party is asked, and no address is kept. See decision 25."""
