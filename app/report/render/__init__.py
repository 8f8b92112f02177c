"""Blocks as a file: HTML and PDF."""
