"""The player: pictures, sound, shuttle and time display."""
