"""The open files, their analysis queue, undo and the playhead; no widgets."""
