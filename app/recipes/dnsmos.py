"""Makes `resources/models/dnsmos/model.onnx`: the published file as it is.

pip download --no-deps speechmos==0.0.1.1
python -m app.recipes.dnsmos speechmos-0.0.1.1-py3-none-any.whl
"""

import argparse
import zipfile
from pathlib import Path

import resources

MEMBER = "speechmos/dnsmos_models/sig_bak_ovr.onnx"


def main() -> None:
    """Take the model that rates signal, background and the whole out of the package."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("package", type=Path, help="the wheel speechmos 0.0.1.1")
    parser.add_argument("--out", type=Path, default=resources.path("models", "dnsmos", "model.onnx"))
    arguments = parser.parse_args()
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(arguments.package) as package:
        arguments.out.write_bytes(package.read(MEMBER))


if __name__ == "__main__":
    main()
