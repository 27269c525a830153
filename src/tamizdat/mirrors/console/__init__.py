"""The desk's page on where the paper can be read."""
