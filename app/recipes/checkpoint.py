"""Reads the weights of a PyTorch checkpoint without PyTorch, and without running what a pickle may hide."""

import pickle
from collections import OrderedDict
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

_TYPES = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}


class _Storage:
    """Numbers that follow the pickles; tensors are views of them."""

    def __init__(self, dtype: np.dtype[Any], size: int) -> None:
        self.data = np.zeros(size, dtype)


class _Tensor:
    """Where in a storage a tensor lies."""

    def __init__(
        self, storage: _Storage, offset: int, shape: tuple[int, ...], steps: tuple[int, ...]
    ) -> None:
        self.storage, self.offset, self.shape, self.steps = storage, offset, shape, steps

    def array(self) -> NDArray[Any]:
        data = self.storage.data
        steps = [step * data.itemsize for step in self.steps]
        return np.lib.stride_tricks.as_strided(data[self.offset :], self.shape, steps).copy()


def _rebuild(storage: _Storage, offset: int, shape: Any, steps: Any, *_: object) -> _Tensor:
    return _Tensor(storage, offset, shape, steps)


class _Unpickler(pickle.Unpickler):
    """Knows tensors and ordered dictionaries; refuses everything else."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self.storages: dict[str, _Storage] = {}

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _rebuild
        if module == "torch" and name in _TYPES:
            return _TYPES[name]
        raise pickle.UnpicklingError(f"{module}.{name} is not allowed in a checkpoint")

    def persistent_load(self, pid: Any) -> _Storage:
        kind, dtype, key, _device, size, _view = pid
        if kind != "storage":
            raise pickle.UnpicklingError(f"{kind!r} is no storage")
        return self.storages.setdefault(key, _Storage(dtype, size))


def read(path: Path, part: str = "") -> dict[str, NDArray[Any]]:
    """Give the tensors of a state dictionary in PyTorch's older file format, by name.

    part: what the file calls the state dictionary, where it holds other things beside it.
    """
    with path.open("rb") as file:
        for _ in ("magic number", "protocol", "system"):
            _Unpickler(file).load()
        unpickler = _Unpickler(file)
        whole: dict[str, Any] = unpickler.load()
        keys: list[str] = _Unpickler(file).load()
        for key in keys:
            storage = unpickler.storages[key].data
            size = int(np.frombuffer(file.read(8), "<i8")[0])
            storage[:] = np.frombuffer(file.read(size * storage.itemsize), storage.dtype)
    tensors: dict[str, _Tensor] = whole[part] if part else whole
    return {name: tensor.array() for name, tensor in tensors.items()}
