"""Gives threats that name their element the uid of the only one of that name."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.model.imported_threats import ImportedThreat

_LISTED: Final = 10  # names
_NAME_SHOWN: Final = 60
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


def unknown_names_message(threats: Iterable[ImportedThreat]) -> str:
    """Which names of threats without a subject mean no element, or several; empty when there are none."""
    names = Counter(one.subject_name for one in threats if one.subject_name and not one.subject)
    if not names:
        return ""
    count = sum(names.values())
    shown = ", ".join(name[:_NAME_SHOWN] for name in [*names][:_LISTED])
    more = f", and {len(names) - _LISTED:,} more" if len(names) > _LISTED else ""
    threats_are = "1 threat is" if count == 1 else f"{count:,} threats are"
    return (
        f"{threats_are} listed for the whole model, as no element or several are called so: {shown}{more}. "
        "Give elements these names, then import again."
    )


def _subject(threat: ImportedThreat, named: Mapping[str, Mapping[str, str | None]]) -> str:
    found = named.get(threat.subject_name.casefold(), {})
    outer = [uid for uid, parent in found.items() if parent not in found]
    return outer[0] if len(outer) == 1 else ""
