"""The search tab: what was typed, what was found, and its highlights on the timeline."""
