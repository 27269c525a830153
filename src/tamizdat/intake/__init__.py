"""Archives brought in: wordpress, ghost, ninjs, feed, page."""
