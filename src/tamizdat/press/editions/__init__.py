"""Earlier editions: what is kept of them, how one comes back, and what a withdrawal makes all of them forget."""
