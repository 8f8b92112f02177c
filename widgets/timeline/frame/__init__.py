"""What holds the lanes: canvas, stack, ruler, headers, overview."""
