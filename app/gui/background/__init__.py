"""Work off the window's thread: queues and executors."""
