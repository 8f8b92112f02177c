"""What the commands do: each gives an exit status."""
