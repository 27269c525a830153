"""What is private, encrypted and in two places; and back from there. No Django."""
