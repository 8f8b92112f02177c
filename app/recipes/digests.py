"""Writes each model's digest into its manifest, after a recipe has made it anew.

python -m app.recipes.digests tags transnetv2
"""

import hashlib
import re
import sys
import tomllib

import resources


def write(name: str) -> None:
    """Set `sha256` in the manifest of a model to that of its file."""
    manifest = resources.path("models", name, "manifest.toml")
    text = manifest.read_text("utf-8")
    file = resources.path("models", name, tomllib.loads(text)["file"])
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    manifest.write_text(re.sub(r'^sha256 = ".*"$', f'sha256 = "{digest}"', text, flags=re.MULTILINE), "utf-8")


if __name__ == "__main__":
    for model in sys.argv[1:]:
        write(model)
