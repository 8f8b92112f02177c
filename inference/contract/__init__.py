"""What analyzers and the program agree on: types, tracks, segments, models."""
