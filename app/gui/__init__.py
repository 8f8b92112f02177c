"""The window: the only part of `app` that imports Qt."""
