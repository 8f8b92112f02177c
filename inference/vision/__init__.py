"""Shot changes and picture labels that analyzers share."""
