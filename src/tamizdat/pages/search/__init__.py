"""Search without a server: an index of small files that readers' browsers look through. docs/formats/search-v1.md."""
