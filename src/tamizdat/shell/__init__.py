"""What every command shares: the newsroom's folder, output for people and machines, plain errors."""
