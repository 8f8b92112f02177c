"""Lanes over one stretch of time."""
