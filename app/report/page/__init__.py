"""Blocks, tables and charts, without a file format."""
