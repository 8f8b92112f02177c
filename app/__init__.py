"""The program: commands, pipeline, media, store, export. Only `app.gui` imports Qt."""

import os

# NumPy's products are small here, and threads that wait for each other take the cores that decode. It is read
# when NumPy is loaded; a user's own setting stands.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
