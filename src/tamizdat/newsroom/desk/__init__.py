"""What editors see: forms, lists, preview, warnings."""
