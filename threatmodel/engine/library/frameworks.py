"""The words of the methods: STRIDE and LINDDUN categories, severities, control classes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import yaml

Severity = Literal["critical", "high", "medium", "low", "info"]
SEVERITIES: Final[tuple[Severity, ...]] = ("critical", "high", "medium", "low", "info")
METHODS: Final = ("stride", "linddun", "pasta")
CONTROL_CATEGORIES: Final = ("preventive", "detective", "corrective", "compensating", "deterrent", "recovery")
LIFECYCLE: Final = ("build", "registry", "deploy", "runtime", "orchestrate", "respond")

_FOLDER: Final = Path(__file__).parent / "frameworks"


@dataclass(frozen=True, slots=True)
class Category:
    """One category of a method: what it endangers, and the DFD roles it speaks of."""

    id: str
    letter: str
    name: str
    classic_name: str
    endangers: str
    meaning: str
    roles: tuple[str, ...]


def _categories(method: str) -> dict[str, Category]:
    raw = yaml.load((_FOLDER / f"{method}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {
        category_id: Category(
            id=category_id,
            letter=entry["letter"],
            name=entry["name"],
            classic_name=entry.get("classic_name", entry["name"]),
            endangers=entry["endangers"],
            meaning=entry["meaning"],
            roles=tuple(entry["roles"]),
        )
        for category_id, entry in raw["categories"].items()
    }


STRIDE: Final = _categories("stride")
LINDDUN: Final = _categories("linddun")
