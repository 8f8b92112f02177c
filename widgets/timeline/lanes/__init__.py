"""Lanes and how they draw tracks and segments."""
