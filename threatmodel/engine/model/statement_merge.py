"""What a changed bulkhead.yaml says about a model that may have changed too: a merge of three versions.

The base is what the file was written from. What only the file changed is a change; what only the model
changed stays; what both changed in different ways is a conflict, which a person decides.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from threatmodel.engine.model.bulkhead_yaml_statements import SECTIONS, Statements
from threatmodel.engine.model.struct_base import Record

Change = Literal["add", "change", "delete"]
WHOLE: Final = ""  # in the place of a property: the statement as a whole

_Values = Mapping[str, Any]


class StatementChange(Record, frozen=True):
    """What the file does to one property, or to a whole statement; None where a version says nothing.

    In a conflict `present` is what the model says since the base, and nothing is done unless a person
    chooses the file.
    """

    section: str
    key: str
    name: str
    change: Change
    base: Any
    present: Any
    given: Any
    is_conflict: bool = False

    @property
    def id(self) -> str:
        """What names the change in the choices of a person."""
        return f"{self.section}|{self.key}|{self.name}"


def merge(base: Statements | None, present: Statements, given: Statements) -> tuple[StatementChange, ...]:
    """Return what the file does, by section and key. Without a base nothing is deleted.

    The file again does nothing: merging after all its changes were made gives none.
    """
    before = base.values() if base is not None else None
    now, wanted = present.values(), given.values()
    keys = sorted({*now, *wanted}, key=lambda one: (SECTIONS.index(one[0]), one[1]))
    return tuple(
        [
            change
            for key in keys
            for change in _of_statement(
                key, None if before is None else before.get(key), now.get(key), wanted.get(key)
            )
        ]
    )


def _of_statement(
    key: tuple[str, str], base: _Values | None, present: _Values | None, given: _Values | None
) -> Iterator[StatementChange]:
    if present is None and given is not None:
        if base is None:
            yield StatementChange(*key, WHOLE, "add", None, None, given)
        elif given != base:  # the model lost what the file changed
            yield StatementChange(*key, WHOLE, "add", base, None, given, is_conflict=True)
    elif given is None and present is not None:
        if base is not None:
            conflict = present != base
            yield StatementChange(*key, WHOLE, "delete", base, present, None, is_conflict=conflict)
    elif present is not None and given is not None:
        yield from _of_properties(key, base, present, given)


def _of_properties(
    key: tuple[str, str], base: _Values | None, present: _Values, given: _Values
) -> Iterator[StatementChange]:
    for name in sorted({*present, *given}):
        was, now, wanted = (base or {}).get(name), present.get(name), given.get(name)
        if now == wanted or (base is not None and wanted == was) or (base is None and wanted is None):
            continue
        change: Change = "add" if now is None else "delete" if wanted is None else "change"
        conflict = now is not None if base is None else now != was
        yield StatementChange(*key, name, change, was, now, wanted, is_conflict=conflict)


def merged(
    present: Statements, changes: tuple[StatementChange, ...]
) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the values with these changes made, whether they are conflicts or not."""
    found = {key: dict(values) for key, values in present.values().items()}
    for one in changes:
        place = (one.section, one.key)
        if one.name == WHOLE and one.given is None:
            found.pop(place, None)
        elif one.name == WHOLE:
            found[place] = dict(one.given)
        elif one.given is None:
            found[place].pop(one.name, None)
        else:
            found[place][one.name] = one.given
    return found
