"""The timeline: which lanes a file has, in which order."""
