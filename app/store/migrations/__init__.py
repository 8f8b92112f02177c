"""How the store's tables came about, one step a file."""
