"""Gives threats that name their element the uid of the only one of that name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from threatmodel.engine.model.imported_threats import ImportedThreat

Named = Iterable[tuple[str, str, str | None]]
"""Elements by uid, name, and the uid of what each is in."""


def with_named_subjects(threats: Iterable[ImportedThreat], elements: Named) -> tuple[ImportedThreat, ...]:
    """Return the threats with the subject that each names, where just one element is called so.

    A container is often called like its workload: of those in each other, the outer one is meant.
    """
    every = tuple(threats)
    if all(one.subject or not one.subject_name for one in every):
        return every
    named: dict[str, dict[str, str | None]] = defaultdict(dict)
    for uid, name, parent in elements:
        named[name.casefold()][uid] = parent
    return tuple(one if one.subject else replace(one, subject=_subject(one, named)) for one in every)


def _subject(threat: ImportedThreat, named: Mapping[str, Mapping[str, str | None]]) -> str:
    found = named.get(threat.subject_name.casefold(), {})
    outer = [uid for uid, parent in found.items() if parent not in found]
    return outer[0] if len(outer) == 1 else ""
