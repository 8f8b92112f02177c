"""Mouse, keyboard and screen readers on the timeline."""
