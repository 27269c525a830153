"""What a newsroom says of itself: how it works, how it is reached without being seen, and what a certifier is told."""
