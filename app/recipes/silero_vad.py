"""Makes `resources/models/silero-vad/model.onnx`: the published file as it is.

pip download --no-deps silero-vad==6.2.3
python -m app.recipes.silero_vad silero_vad-6.2.3-py3-none-any.whl
"""

import argparse
import zipfile
from pathlib import Path

import resources

MEMBER = "silero_vad/data/silero_vad_16k_sequence.onnx"


def main() -> None:
    """Take the model that hears many steps in one run out of the package."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("package", type=Path, help="the wheel silero-vad 6.2.3")
    parser.add_argument("--out", type=Path, default=resources.path("models", "silero-vad", "model.onnx"))
    arguments = parser.parse_args()
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(arguments.package) as package:
        arguments.out.write_bytes(package.read(MEMBER))


if __name__ == "__main__":
    main()
