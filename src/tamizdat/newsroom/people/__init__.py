"""Who works here: names under a key that can be destroyed, the way in, deeds on record, joining and leaving."""
