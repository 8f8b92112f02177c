"""Speech windows, recognition, speakers and prosody that analyzers share."""
