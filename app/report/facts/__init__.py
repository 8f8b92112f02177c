"""Figures of one film, without layout."""
