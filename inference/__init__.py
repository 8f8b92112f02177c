"""Arrays in, tracks out: nothing here opens a media file, a database or a window."""
