"""Work off the window's thread: a pausable queue, a slot for the latest request, and executors."""
