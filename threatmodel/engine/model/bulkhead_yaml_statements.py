"""What people said about a model beside what files say: the content of bulkhead.yaml, whichever way it goes.

A statement is about one thing, named by what survives re-imports: the uid of an element or flow, the rule and
uid of a threat, the number of a mitigation. Its values are plain JSON by property, so that two versions
compare and merge property by property.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from threatmodel.engine.model.struct_base import Record

SECTIONS: Final = (
    "elements", "flows", "relations", "facts", "corrections", "threats", "manual_threats", "mitigations",
    "acceptances",
)  # fmt: skip
STATEMENT_FILES: Final = frozenset({"bulkhead.yaml", "bulkhead.yml"})  # the names of such a file
FACT: Final = "fact:"
"""Facts are properties too: `fact:` and the name, with {"value": ..., "why": ...} as the value."""
DATA_SET: Final = "data-set"  # the kind of an element that is never drawn
MITIGATION_STATUSES: Final = ("proposed", "planned", "in-progress", "implemented", "verified", "rejected")
MITIGATION_DONE: Final = ("implemented", "verified")
EFFORTS: Final = ("XS", "S", "M", "L", "XL")  # how much work a mitigation is, in the judgment of the team
# How much of the risk a mitigation is expected to remove, with the share of the likelihood that this is.
REDUCTION_SHARES: Final[Mapping[str, float]] = {"none": 0.0, "partly": 0.5, "mostly": 0.8, "fully": 1.0}
REDUCTIONS: Final = tuple(REDUCTION_SHARES)
ESTIMATES: Final = ("effort", "cost", "reduction")  # what the team expects of a mitigation, where it does
COST_MOST: Final = 1_000_000_000
TAG_LENGTH: Final = 40
TAGS_MOST: Final = 20  # of a threat or mitigation
_SEPARATOR: Final = "\n"  # in no rule, uid or number


class Statement(Record, frozen=True):
    """What people said about one thing.

    `key` is a uid; of a relation its type and both uids, of a threat its `threat_key`, else a number such as
    M3. Owner, tags and estimates are missing where nobody states them. `notes` say who and when, by property:
    they are shown and never compared. Lines count from 1.
    """

    section: str
    key: str
    values: Mapping[str, Any]
    notes: Mapping[str, Mapping[str, str]] = {}
    line: int = 0
    lines: Mapping[str, int] = {}

    def line_of(self, name: str) -> int:
        """The line of a property, or of the statement."""
        return self.lines.get(name, self.line)

    def facts(self) -> dict[str, Mapping[str, Any]]:
        """The facts among the properties, by name."""
        start = len(FACT)
        return {name[start:]: value for name, value in self.values.items() if name.startswith(FACT)}


class Statements(Record, frozen=True):
    """All statements about a model, in the order of sections and keys.

    `base` is the digest of the version that the file was written from, empty where it is none of an app's.
    """

    items: tuple[Statement, ...] = ()
    model: str = ""
    base: str = ""
    file: str = ""

    def of(self, *sections: str) -> tuple[Statement, ...]:
        """The statements of these sections."""
        return tuple([one for one in self.items if one.section in sections])

    def values(self) -> dict[tuple[str, str], Mapping[str, Any]]:
        """The values by section and key: what is compared and merged."""
        return {(one.section, one.key): one.values for one in self.items}


def in_order(items: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return the statements by section, then by key; numbers such as M3 and M10 by what they count."""
    return tuple(sorted(items, key=lambda one: (SECTIONS.index(one.section), *_counted(one.key))))


def threat_key(rule: str, uid: str, fingerprint: str = "") -> str:
    """Return what names a threat: its rule and what it is about; where that is not enough, its fingerprint.

    A threat that a person wrote has no rule, and its own name in the place of the uid.
    """
    return _SEPARATOR.join((rule, uid, fingerprint) if fingerprint else (rule, uid))


def threat_parts(key: str) -> tuple[str, str, str]:
    """Return rule, uid and fingerprint of a key."""
    rule, _, rest = key.partition(_SEPARATOR)
    uid, _, fingerprint = rest.partition(_SEPARATOR)
    return rule, uid, fingerprint


def relation_key(type_: str, source: str, target: str) -> str:
    """Return what names a relation."""
    return _SEPARATOR.join((type_, source, target))


def relation_parts(key: str) -> tuple[str, str, str]:
    """Return type, source and target of a key."""
    type_, source, target = key.split(_SEPARATOR)
    return type_, source, target


def manual_fingerprint(address: str) -> str:
    """Return the fingerprint of a threat by hand that has none yet, from its address: 32 hex digits."""
    return hashlib.sha256(_SEPARATOR.join(("manual", address)).encode()).hexdigest()[:32]


def digest(statements: Statements) -> str:
    """Return 16 hex digits that are equal for equal statements, whoever made them and when."""
    content = [[one.section, one.key, one.values] for one in in_order(statements.items)]
    text = json.dumps(content, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _counted(key: str) -> tuple[int, str]:
    digits = key[1:]
    return (int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0, key)
