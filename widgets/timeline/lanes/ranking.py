"""Which of many channels are shown, and in what order."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class RankingOptions:
    """What a user wants to see of many channels.

    pinned: names that stand on top, present or not. here: what is most present in sight comes first, not
    in the whole file. find: part of the names of those that are shown; all if it is empty.
    """

    pinned: tuple[str, ...] = ()
    here: bool = False
    find: str = ""

    def rank(
        self, presence: npt.NDArray[np.float64], names: Sequence[str], most: int, said: Sequence[str] = ()
    ) -> list[int]:
        """Give the channels to show, by number, pinned ones first, then the most present ones.

        said: what is shown for the names, which is found as well.
        """
        wanted = self.find.casefold().strip()
        texts = zip(names, said or names, strict=True)
        fits = [wanted in name.casefold() or wanted in shown.casefold() for name, shown in texts]
        top = [names.index(name) for name in self.pinned if name in names and fits[names.index(name)]]
        ranked = (int(channel) for channel in np.argsort(-presence, kind="stable"))
        rest = [c for c in ranked if presence[c] > 0 and fits[c] and c not in top]
        return (top + rest)[: max(most, len(top))]
