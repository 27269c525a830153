"""Settings, addresses and the command line: wires the rooms, decides nothing."""
