"""An edition goes to many places: folders kept alike, and the server that readers ask."""
