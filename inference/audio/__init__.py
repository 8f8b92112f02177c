"""Signal processing and sound labels that analyzers share."""
