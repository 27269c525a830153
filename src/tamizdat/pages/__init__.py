"""Facts become HTML: the renderer with its templates, style and small scripts."""
