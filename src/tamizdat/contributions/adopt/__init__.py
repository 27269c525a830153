"""Take over what stands at a processor already: customers, subscriptions, and the balance to begin with."""
