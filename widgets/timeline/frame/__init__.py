"""What holds the lanes: view, stack, ruler, headers, overview."""
