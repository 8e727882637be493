"""The methods of threat modeling: their categories, and the elements and flows that each category applies to.

A method is its file, frameworks/<id>.yaml, and its entry in SHIPPED. Rules, coverage, reports, the command
line, the database and the API read METHODS. In the file:

- `subjects`: `all`, or `personal-data` for what holds or carries it.
- `found_by`: `rules`, or `attack-paths` for the scenarios that lead through a component.
- `parts`: kinds that count as a part of what they are in and have no threats of their own.
- `roles` of a category: roles in a data flow diagram, `flow`, or `data-set`, which has no role of its own.
- `needs` of a category: an element that has this role alone must also have a fact, which may not be false.

Ids of categories are unique over all methods.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, Literal

import jsonschema_rs

from threatmodel.engine.library.file_schemas import METHOD, schema_error
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.model.yaml_data import read_data

SHIPPED: Final = ("stride", "linddun", "pasta")
Subjects = Literal["all", "personal-data"]
FoundBy = Literal["rules", "attack-paths"]
_FOLDER: Final = Path(__file__).parent / "frameworks"


class InvalidMethod(ValueError):
    """A method file cannot be used; the message names the file and what to change."""


class Need(Record, frozen=True):
    """The fact without which a category does not apply, and the reason that the coverage grid shows."""

    fact: str
    because: str


class Category(Record, frozen=True):
    """One category of a method: what it endangers, and the roles of what it applies to."""

    id: str
    letter: str
    name: str
    classic_name: str
    endangers: str
    meaning: str
    roles: frozenset[str]
    needs: Mapping[str, Need] = {}


class MethodReference(Record, frozen=True):
    """Where a method is published."""

    title: str
    url: str


class Method(Record, frozen=True):
    """A method with its categories by id, in their order."""

    id: str
    name: str
    about: str
    subjects: Subjects
    references: tuple[MethodReference, ...]
    categories: Mapping[str, Category]
    found_by: FoundBy = "rules"
    parts: frozenset[str] = frozenset()

    def letters(self, found: Iterable[str]) -> str:
        """The letters of these categories in the order of the method, apart where one has two characters."""
        named = {*found}
        letters = [category.letter for category in self.categories.values() if category.id in named]
        is_narrow = all(len(category.letter) == 1 for category in self.categories.values())
        return ("" if is_narrow else " ").join(letters)


def read_method(path: Path) -> Method:
    """Read a method file. Raises InvalidMethod."""
    raw = read_data(path)
    if error := schema_error(jsonschema_rs.validator_for(METHOD), raw):
        raise InvalidMethod(f"{path.name}: {error}")
    if raw["id"] != path.stem:
        raise InvalidMethod(f"{path.name}: the file must be named {raw['id']}.yaml, as the method's id")
    return Method(
        id=raw["id"],
        name=raw["name"],
        about=raw["about"],
        subjects=raw["subjects"],
        references=tuple(MethodReference(**one) for one in raw["references"]),
        categories={name: _category(name, entry) for name, entry in raw["categories"].items()},
        found_by=raw.get("found_by", "rules"),
        parts=frozenset(raw.get("parts", ())),
    )


def _category(category_id: str, raw: Mapping[str, Any]) -> Category:
    return Category(
        id=category_id,
        letter=raw["letter"],
        name=raw["name"],
        classic_name=raw.get("classic_name", raw["name"]),
        endangers=raw["endangers"],
        meaning=raw["meaning"],
        roles=frozenset(raw["roles"]),
        needs={role: Need(**need) for role, need in raw.get("needs", {}).items()},
    )


def read_methods(paths: Iterable[Path]) -> dict[str, Method]:
    """Read method files, by id and in their order.

    Raises InvalidMethod, also for a category of two methods.
    """
    methods = {method.id: method for method in map(read_method, paths)}
    owners: dict[str, str] = {}
    for method in methods.values():
        for category in method.categories:
            if (owner := owners.setdefault(category, method.id)) != method.id:
                raise InvalidMethod(f"{method.id}.yaml: {category} is a category of {owner} already")
    return methods


METHODS: Final = read_methods(_FOLDER / f"{name}.yaml" for name in SHIPPED)


def methods_by(source: FoundBy) -> tuple[str, ...]:
    """Return the ids of the methods whose threats are found so."""
    return tuple([method.id for method in METHODS.values() if method.found_by == source])


def categories() -> dict[str, Category]:
    """Return the categories of all methods by id, in the order of the methods."""
    return {name: one for method in METHODS.values() for name, one in method.categories.items()}
