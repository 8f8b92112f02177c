"""Qt widgets that know tracks, segments and seconds; never documents, stores or files."""
