"""What an edition is: paths, the map, the manifest. Format: docs/formats/edition-v1.md."""
