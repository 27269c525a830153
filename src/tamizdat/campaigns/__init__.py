"""The gap, told to readers: appeals and where they stand; offer and statement, taken over from the support site."""
