"""Measures Rushes beside what others use for the same work: whole processes, in turn, as ratios."""
