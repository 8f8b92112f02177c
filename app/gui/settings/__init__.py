"""The settings dialog, a page a module."""
