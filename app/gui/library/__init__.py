"""The list of files, their poster frames, and media that is offline."""
