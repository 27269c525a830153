"""The pictures of the demo newsroom: prints in the manner of linocuts, drawn by code, the same every time."""
