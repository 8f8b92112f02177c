"""What stands around the player and the timeline."""
