"""Value types that are made by the hundred thousand, or for each element."""

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def record(cls: type[T]) -> type[T]:
    """Make a slotted dataclass that the type checker holds frozen.

    At run time nothing keeps its fields from being set: building a dataclass that is frozen there takes three
    times as long (1.6 against 0.5 µs for a Source), a tenth of the time in which manifests are read.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)
