"""The Pod Security level of each Kubernetes workload, and the fields that keep it from the next one.

The table of checks is data: library/frameworks/pod-security.yaml. Containers are evaluated by their resolved
facts, so a field of the pod counts for each container that does not set its own. Admission looks at the field
of the pod as well, even where every container overrides it, and so does this.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

from threatmodel.engine.library import taxonomies
from threatmodel.engine.model import CATALOGUE, Element, Fact, FactValue, Model
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.model.yaml_data import read_data

Level = Literal["privileged", "baseline", "restricted"]
Version = tuple[int, int]

_PATH: Final = Path(taxonomies.__file__).with_name("frameworks") / "pod-security.yaml"
_PARTS: Final[Mapping[str, frozenset[str]]] = {
    "workload": frozenset({"workload"}),
    "pod": frozenset({"workload"}),  # what its security context sets; it may be absent
    "container": CATALOGUE.containers,
    "volume": frozenset({"volume"}),
}
_NO_PODS: Final = frozenset({"compose-service", "other"})
_STATED: Final = frozenset({"file", "person"})
_NEWEST: Final = "latest"
_NOT_SET: Final = "not-set"
Verdict = Literal["admitted", "refused", "unknown"]


class UnknownVersion(ValueError):
    """The text names no Kubernetes version; 1.34 is one."""


class Check(Record, frozen=True):
    """One row of the standard: a fact and the values it may have."""

    id: str
    level: Level
    since: Version
    of: str
    fact: str
    field: str
    wants: str
    allowed: frozenset[Any] | None
    allowed_since: tuple[tuple[Version, frozenset[Any]], ...] = ()
    forbidden: frozenset[Any] = frozenset()
    contains: str = ""
    item: str = ""
    entry: str = ""
    stated: bool = False
    explicit_only: bool = False
    absent_allowed: bool = False
    drawn: bool = False
    not_if: tuple[Version, str, Any] | None = None

    def permits(self, value: Any, version: Version) -> bool:
        """Whether a value, or an entry of a list, is fine in this release."""
        if self.allowed is None:
            return value not in self.forbidden
        return value in self.allowed or any(
            version >= since and value in more for since, more in self.allowed_since
        )


class Blocker(Record, frozen=True):
    """A field that keeps a workload from the next level: its element, its value, and its place.

    `wants` is the requirement. Where a file does not set the field, the line is that of the part that should.
    """

    check: str
    level: Level
    field: str
    wants: str
    element: str
    value: FactValue
    file: str
    line: int
    of_pod: bool = False  # it is in the security context that the containers share


class UnknownFact(Record, frozen=True):
    """An unknown fact that the next level depends on."""

    check: str
    level: Level
    element: str
    fact: str


class PodSecurity(Record, frozen=True):
    """The highest level that is certain, and what is in the way of the next one.

    Without blockers, `unknown` may hide them: then the level is unknown above `level`.
    """

    level: Level
    version: str
    blockers: tuple[Blocker, ...] = ()
    unknown: tuple[UnknownFact, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether no unknown fact can raise the level."""
        return bool(self.blockers) or not self.unknown

    def __str__(self) -> str:
        return self.level if self.is_certain else f"unknown above {self.level}"


class Admission(Record, frozen=True):
    """What a namespace that enforces a level makes of a pod: `found` is the level by its version.

    Unknown when the decisive fact is not known.
    """

    namespace: str
    enforced: Level
    verdict: Verdict
    found: PodSecurity


def pod_security(model: Model, version: str = "") -> dict[str, PodSecurity]:
    """Return the level of each Kubernetes workload by uid, for a Kubernetes release (the latest by default).

    Raises UnknownVersion when the text is no version.
    """
    release = read_version(version)
    return {
        uid: evaluate(model, uid, release)
        for uid in model.of_kind("workload")
        if has_pods(model, model.elements[uid])
    }


def evaluate(model: Model, uid: str, release: Version) -> PodSecurity:
    """Return the level of one workload whose pods Kubernetes runs."""
    return _level_of(model, model.elements[uid], release, f"{release[0]}.{release[1]}")


def is_refused(model: Model, uid: str, level: Level, release: Version) -> bool:
    """Return whether the pods of a workload certainly have something that this level refuses."""
    workload, parts = model.elements[uid], _parts(model, uid)
    checks = _checks_by_kind(level, release)
    for part in parts:
        for check, plain in checks.get(part.kind, ()):
            if (fact := part.facts.get(check.fact)) is None:
                continue
            value = fact.value
            if (value.__class__ is not list and value in plain) or _is_permitted(check, fact, release):
                continue  # nearly always
            if any(isinstance(one, Blocker) for one in _findings(check, workload, part, release)):
                return True
    return False


def admission(model: Model, uid: str) -> Admission | None:
    """Return whether the namespace of a workload admits its pods; None when it enforces no level."""
    namespace = model.enclosing(uid, "namespace")
    facts = model.elements[namespace].facts if namespace else {}
    enforced = facts["pss_enforce"].value if "pss_enforce" in facts else _NOT_SET
    if namespace is None or enforced not in _LEVELS:
        return None
    pinned = facts["pss_enforce_version"].value if "pss_enforce_version" in facts else ""
    found = evaluate(model, uid, _enforced_version(str(pinned)))
    return Admission(namespace, enforced, _verdict(found, enforced), found)


def _verdict(found: PodSecurity, enforced: Level) -> Verdict:
    if _LEVELS.index(found.level) >= _LEVELS.index(enforced):
        return "admitted"
    return "refused" if found.is_certain else "unknown"


def _enforced_version(text: str) -> Version:
    """Return what a label means; admission takes the newest version where it cannot read it."""
    try:
        return read_version(text)
    except UnknownVersion:
        return read_version(_NEWEST)


def has_pods(model: Model, workload: Element) -> bool:
    """Whether Kubernetes runs it: its controller says so, or, when that is unknown, its place."""
    controller = workload.facts.get("controller")
    if controller is not None:
        return controller.value not in _NO_PODS
    return model.enclosing(workload.uid, "cluster") is not None


def read_version(text: str) -> Version:
    """Return a Kubernetes release by its name, such as 1.34 or v1.34; the newest for `latest` or nothing.

    Raises UnknownVersion.
    """
    return _version(LATEST if text in {"", _NEWEST} else text)


def _level_of(model: Model, workload: Element, release: Version, name: str) -> PodSecurity:
    parts = _parts(model, workload.uid)
    reached: Level = "privileged"
    if not any(part.kind in _PARTS["container"] for part in parts):
        return PodSecurity(
            reached, name, unknown=(UnknownFact("containers", "baseline", workload.uid, "containers"),)
        )
    for level in _LEVELS[1:]:
        findings = _findings_at(level, workload, parts, release)
        blockers = _without_inherited(finding for finding in findings if isinstance(finding, Blocker))
        unknown = tuple(finding for finding in findings if isinstance(finding, UnknownFact))
        if findings:
            return PodSecurity(reached, name, blockers, unknown)
        reached = level
    return PodSecurity(reached, name)


def _parts(model: Model, uid: str) -> tuple[Element, ...]:
    return (model.elements[uid], *model.children(uid))


def _findings_at(
    level: Level, workload: Element, parts: Iterable[Element], release: Version
) -> list[Blocker | UnknownFact]:
    findings: list[Blocker | UnknownFact] = []
    for check, kinds in _checks_of(level, release):
        for part in parts:
            if part.kind in kinds:
                findings += _findings(check, workload, part, release)
    return findings


@lru_cache(maxsize=64)
def _checks_of(level: Level, release: Version) -> tuple[tuple[Check, frozenset[str]], ...]:
    """The checks of a level in a release, each with the kinds of its parts."""
    checks = (check for check in _CHECKS if check.level == level and release >= check.since)
    return tuple([(check, _PARTS[check.of]) for check in checks])


@lru_cache(maxsize=64)
def _checks_by_kind(level: Level, release: Version) -> Mapping[str, list[tuple[Check, frozenset[Any]]]]:
    """The same by the kinds of parts, each with values that are fine whatever else there is."""
    found: dict[str, list[tuple[Check, frozenset[Any]]]] = {}
    for check, kinds in _checks_of(level, release):
        for kind in kinds:
            found.setdefault(kind, []).append((check, _plainly_allowed(check)))
    return found


def _plainly_allowed(check: Check) -> frozenset[Any]:
    """The values with which nothing else is looked at."""
    is_plain = not (check.contains or check.entry or check.stated)
    return check.allowed if is_plain and check.allowed is not None else frozenset()


def _without_inherited(blockers: Iterable[Blocker]) -> tuple[Blocker, ...]:
    """Leave out what a container only inherits: the field of the pod, at its line, says it already."""
    found = tuple(blockers)
    shared = {(b.check, b.file, b.line) for b in found if b.of_pod}
    return tuple(b for b in found if b.of_pod or (b.check, b.file, b.line) not in shared)


def _findings(
    check: Check, workload: Element, part: Element, release: Version
) -> Iterable[Blocker | UnknownFact]:
    if check.drawn and workload.source.origin == "file":
        return ()
    fact = part.facts.get(check.fact)
    if fact is None:
        if check.of == "pod" or (check.absent_allowed and part.source.origin == "file"):
            return ()
    elif _is_permitted(check, fact, release):
        return ()
    exempt = _exempt(check, workload, release)
    if exempt is True:
        return ()
    if fact is None:
        return (UnknownFact(check.id, check.level, part.uid, check.fact),)
    blockers = [
        _blocker(check, part, fact, index, value) for index, value in _violations(check, fact, release)
    ]
    if blockers and exempt is None and check.not_if is not None:
        return (UnknownFact(check.id, check.level, workload.uid, check.not_if[1]),)
    return blockers


def _exempt(check: Check, workload: Element, release: Version) -> bool | None:
    """Whether the row does not apply to this workload; None when unknown."""
    if check.not_if is None or release < check.not_if[0]:
        return False
    fact = workload.facts.get(check.not_if[1])
    if fact is not None:
        return bool(fact.value == check.not_if[2])
    return False if workload.source.origin == "file" else None


def _violations(check: Check, fact: Fact, release: Version) -> Iterator[tuple[int, FactValue]]:
    """The values that are not allowed, each with its place in the list (-1: it is the whole value)."""
    value, origin = fact.value, fact.source.origin
    if check.explicit_only and origin not in _STATED:
        return
    if check.entry:
        yield from _violating_entries(check, value, release)
    elif check.contains:
        if not isinstance(value, list) or check.contains not in value:
            yield -1, value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            entry = item[check.item] if check.item and isinstance(item, dict) else item
            if not check.permits(entry, release):
                yield index, entry
    elif not check.permits(value, release) or (check.stated and origin not in _STATED):
        yield -1, value


def _is_permitted(check: Check, fact: Fact, release: Version) -> bool:
    """Whether nothing of the fact is a violation, where that is plain: nearly always."""
    value = fact.value
    if value.__class__ is list:
        return not value and not check.contains
    if check.contains or check.entry or (check.stated and fact.source.origin not in _STATED):
        return False
    allowed = check.allowed
    return (allowed is not None and value in allowed) or check.permits(value, release)


def _violating_entries(check: Check, value: FactValue, release: Version) -> Iterator[tuple[int, FactValue]]:
    for index, record in enumerate(value if isinstance(value, list) else ()):
        if record["field"] == check.entry and not check.permits(record["value"], release):
            yield index, record["value"]


def _blocker(check: Check, part: Element, fact: Fact, index: int, value: FactValue) -> Blocker:
    line = fact.item_lines[index] if 0 <= index < len(fact.item_lines) else fact.source.line
    place = fact.source if fact.source.file else part.source
    line = line or place.line
    return Blocker(
        check.id, check.level, check.field, check.wants, part.uid, value, place.file, line, check.of == "pod"
    )


def _version(text: str) -> Version:
    major, _, minor = text.removeprefix("v").partition(".")
    minor = minor.partition(".")[0]
    if not (major.isdecimal() and minor.isdecimal() and len(text) < 20):
        raise UnknownVersion(f"Invalid Kubernetes version {text[:40]!r}; use the form {LATEST}, or {_NEWEST}")
    return int(major), int(minor)


def _check(raw: Mapping[str, Any]) -> Check:
    not_if = raw.get("not_if")
    return Check(
        id=raw["check"],
        level=raw["level"],
        since=_version(raw["since"]),
        of=raw["of"],
        fact=raw["fact"],
        field=raw["field"],
        wants=raw["wants"],
        allowed=frozenset(raw["allowed"]) if "allowed" in raw else None,
        allowed_since=tuple(
            (_version(since), frozenset(more)) for since, more in raw.get("allowed_since", {}).items()
        ),
        forbidden=frozenset(raw.get("forbidden", ())),
        contains=raw.get("contains", ""),
        item=raw.get("item", ""),
        entry=raw.get("entry", ""),
        stated=raw.get("stated", False),
        explicit_only=raw.get("explicit_only", False),
        absent_allowed=raw.get("absent_allowed", False),
        drawn=raw.get("drawn", False),
        not_if=(_version(not_if["since"]), not_if["fact"], not_if["value"]) if not_if else None,
    )


_RAW: Final = read_data(_PATH)
LATEST: Final[str] = _RAW["latest"]
_FIRST_MINOR: Final = 25  # the release in which the standards became a stable part of admission
VERSIONS: Final = tuple(f"1.{minor}" for minor in range(_version(LATEST)[1], _FIRST_MINOR - 1, -1))
_LEVELS: Final[tuple[Level, ...]] = tuple(_RAW["levels"])
_CHECKS: Final = tuple(_check(raw) for raw in _RAW["checks"])
