"""Rushes for scripts and plug-ins: analyze footage, read what was found, write it in other formats.

>>> import rushes
>>> document = rushes.analyze("demo.mp4", only=["loudness", "shots"])
>>> [(shot.start, shot.end) for shot in document.segments() if shot.track == "shots"][:2]
[(0.0, 4.0), (4.0, 8.1)]
"""
