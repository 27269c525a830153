"""The gap, told to readers: appeals and where they stand."""
