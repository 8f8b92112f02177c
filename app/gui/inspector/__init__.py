"""The inspector: what is known at the playhead."""
