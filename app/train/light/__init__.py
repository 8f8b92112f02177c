"""The light sentiment network: what it hears, how it is built, how it learns."""
