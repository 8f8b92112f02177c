"""What all panels share of the window: actions, shortcuts, theme, forms."""
