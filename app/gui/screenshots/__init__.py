"""Pictures of the window at work, made by `python -m app.gui.screenshots`. Not in the wheel."""
