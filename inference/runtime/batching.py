"""Calls of several threads put together into one run of a model, as a GPU likes them."""

from collections.abc import Callable, Mapping
from threading import Condition
from typing import Any

import numpy as np
import numpy.typing as npt

Arrays = list[npt.NDArray[Any]]
Inputs = Mapping[str, npt.NDArray[Any]]
Run = Callable[[Inputs], Arrays]

SIZES = (1, 4, 16, 64)
"""Rows that a run may have: every other number is filled up, as a GPU prepares itself for each one anew."""


class _Call:
    """What one thread asked for, and what came of it."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.rows = len(next(iter(inputs.values())))
        self.kind = tuple((name, array.dtype.str, array.shape[1:]) for name, array in inputs.items())
        self.outputs: Arrays | None = None
        self.error: Exception | None = None

    @property
    def over(self) -> bool:
        return self.outputs is not None or self.error is not None


class BatchedSession:
    """Runs a model whose inputs and outputs all have the same number of rows, each row by itself.

    One run goes on at a time. Calls that come meanwhile wait for it, and then go together: a call waits for
    the run under way and, if it does not fit into the next, for those before it; never for a call to come.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._waiting: list[_Call] = []
        self._busy = False
        self._changed = Condition()

    def run(self, inputs: Inputs) -> Arrays:
        """Give the outputs of these rows. Raise what the model raises for them, and for them only."""
        call = _Call(inputs)
        with self._changed:
            self._waiting.append(call)
        while calls := self._turn(call):
            try:
                self._answer_all(calls)
            finally:
                with self._changed:
                    self._busy = False
                    self._changed.notify_all()
        if call.error is not None:
            raise call.error
        return call.outputs or []

    def _turn(self, call: _Call) -> list[_Call]:
        """Wait until no run goes on and give what is to be run next; nothing once the call is answered."""
        with self._changed:
            self._changed.wait_for(lambda: call.over or not self._busy)
            if call.over:
                return []
            self._busy = True
            return self._gather()

    def _gather(self) -> list[_Call]:
        """Take the call that has waited longest, and those that fit with it into one run."""
        first = self._waiting[0]
        calls, rows = [first], first.rows
        for call in self._waiting[1:]:
            if call.kind == first.kind and rows + call.rows <= SIZES[-1]:
                calls.append(call)
                rows += call.rows
        self._waiting = [call for call in self._waiting if call not in calls]
        return calls

    def _answer_all(self, calls: list[_Call]) -> None:
        try:
            self._answer(calls)
        except Exception as error:  # noqa: BLE001 (raised again where it belongs)
            self._answer_apart(calls, error)

    def _answer(self, calls: list[_Call]) -> None:
        rows = sum(call.rows for call in calls)
        outputs = self._run({name: _joined(calls, name, rows) for name in calls[0].inputs})
        first = 0
        for call in calls:
            # A copy: a view would keep what belongs to others.
            call.outputs = [output[first : first + call.rows].copy() for output in outputs]
            first += call.rows

    def _answer_apart(self, calls: list[_Call], error: Exception) -> None:
        """Try again one by one, so that a call fails for what is its own only."""
        if len(calls) == 1:
            calls[0].error = error
            return
        for call in calls:
            try:
                self._answer([call])
            except Exception as own:  # noqa: BLE001 (raised again where it belongs)
                call.error = own


def _joined(calls: list[_Call], name: str, rows: int) -> npt.NDArray[Any]:
    """Give the rows of all, filled up with copies of the last one to one of SIZES."""
    parts = [call.inputs[name] for call in calls]
    lack = next((size for size in SIZES if size >= rows), rows) - rows
    if not lack:
        return parts[0] if len(parts) == 1 else np.concatenate(parts)
    return np.concatenate([*parts, np.repeat(parts[-1][-1:], lack, axis=0)])


def is_batchable(inputs: list[Any], outputs: list[Any]) -> bool:
    """Whether a model takes rows of pictures: one input, and a free first dimension that outputs share.

    inputs, outputs: as `InferenceSession.get_inputs` and `get_outputs` give them.
    """
    if len(inputs) != 1 or inputs[0].type != "tensor(uint8)":
        return False
    rows = {one.shape[0] if one.shape else None for one in (*inputs, *outputs)}
    return len(rows) == 1 and isinstance(rows.pop(), str)
