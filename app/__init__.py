"""The program: commands, pipeline, media, store, export. Only `app.gui` imports Qt."""
