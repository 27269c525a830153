"""What is readable from where: probes, their history, and what to do about it."""
