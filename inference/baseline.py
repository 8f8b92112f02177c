"""A voice's own neutral: what its scores are seen against. Placeholder until the measure is chosen."""

MARKED = "sentiment.neutral"
"""Track of the stretches that a user marked as a voice's neutral."""
