"""Mouse, keyboard and screen readers on the timeline, and what is drawn for them over the lanes."""
