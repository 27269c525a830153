"""HTML of any origin becomes blocks."""
