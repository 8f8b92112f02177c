"""What one decode pass hands out."""

from dataclasses import dataclass

from inference.contract.types import Batch, Want


@dataclass(frozen=True, slots=True)
class DecodedBatch:
    """A batch for everyone who wants `spec`. reached: seconds of media decoded so far."""

    spec: Want
    batch: Batch
    reached: float
