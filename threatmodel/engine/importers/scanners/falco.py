"""Alerts of Falco, as its JSON output writes them: one a line, or an array of them.

The message of an alert, command lines, files and addresses may hold secrets, so they are not looked at: what
goes on are names of rules, workloads and programs, techniques, and times.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import orjson

from threatmodel.engine.importers.limits import megabytes
from threatmodel.engine.importers.redaction import REDACTED, is_credential_value, redacted
from threatmodel.engine.importers.scanners.json_access import child, items, moment, text
from threatmodel.engine.importers.scanners.json_document import InvalidReport
from threatmodel.engine.library.taxonomies import Severity
from threatmodel.engine.model.struct_base import Record

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/:@-]{0,252}")
_PROGRAM: Final = re.compile(r"[A-Za-z0-9_][\w.+-]{0,39}", re.ASCII)
_TECHNIQUE: Final = re.compile(r"T\d{4}(?:\.\d{3})?")
# Docker's name of a container of a pod: k8s_<container>_<pod>_<namespace>_<uid>_<attempt>
_POD_CONTAINER: Final = re.compile(r"k8s_([^_]+)_([^_]+)_([^_]+)_[^_]+_\d+")
_ABSENT: Final = frozenset({"", "<NA>", "null", "none"})
_TECHNIQUES_MOST: Final = 10
_PROGRAMS_MOST: Final = 10
_SEVERITIES: Final[Mapping[str, Severity]] = {
    "emergency": "critical",
    "alert": "critical",
    "critical": "critical",
    "error": "high",
    "warning": "medium",
    "notice": "low",
    "informational": "info",
    "info": "info",
    "debug": "info",
}
_RANK: Final[tuple[Severity, ...]] = ("info", "low", "medium", "high", "critical")


class AlertLimits(Record, frozen=True):
    """What one file of alerts may hold."""

    max_bytes: int = 8 * 1024 * 1024
    max_line_bytes: int = 64 * 1024
    max_alerts: int = 50_000
    max_groups: int = 5_000
    max_values: int = 1_000_000  # of a file that is one document; 8 MB of alerts have about 300,000


class AlertPlace(Record, frozen=True):
    """Where an alert was raised, as far as it says; `host` is the node when nothing else is known."""

    namespace: str = ""
    pod: str = ""
    container: str = ""
    image: str = ""
    host: str = ""


class AlertGroup(Record, frozen=True):
    """The alerts of one rule at one place, from one node. `times` are in order, empty where there is none."""

    rule: str
    place: AlertPlace
    node: str
    severity: Severity
    techniques: tuple[str, ...]
    programs: tuple[str, ...]
    times: tuple[str, ...]


class Alerts(Record, frozen=True):
    """What a file holds: its groups, in their order of appearance, and how much of it is none of Falco's."""

    groups: tuple[AlertGroup, ...]
    read: int
    skipped: int
    left_out: int  # alerts beyond the limits


class _Gathered:
    """The alerts of one rule and place, while they are read."""

    def __init__(self) -> None:
        self.severity: Severity = "info"
        self.techniques: dict[str, None] = {}
        self.programs: dict[str, None] = {}
        self.times: list[str] = []

    def add(self, alert: Mapping[str, Any]) -> None:
        severity = _SEVERITIES.get(text(alert.get("priority")).lower(), "info")
        self.severity = highest((self.severity, severity))
        self.techniques.update(dict.fromkeys(_techniques(alert)))
        program = text(child(alert, "output_fields").get("proc.name"))
        if _PROGRAM.fullmatch(program) and not is_credential_value(program):
            self.programs[program] = None
        self.times.append(moment(alert.get("time")))


def read_alerts(data: bytes, limits: AlertLimits | None = None) -> Alerts:
    """Read a file of alerts, grouped by rule and place. Raises InvalidReport. Cost: O(bytes)."""
    limits = limits or AlertLimits()
    if len(data) > limits.max_bytes:
        bound = megabytes(limits.max_bytes)
        raise InvalidReport(0, f"The file has {len(data):,} bytes; the limit is {bound}. Split it.")
    gathered: dict[tuple[str, AlertPlace, str], _Gathered] = {}
    read = skipped = left_out = 0
    for value in _values(data.removeprefix(_BYTE_ORDER_MARK), limits):
        rule = _rule(value)
        if not rule:
            skipped += 1
            continue
        if read >= limits.max_alerts:
            left_out += 1
            continue
        key = (rule, _place(value), _name(value.get("hostname")))
        if key not in gathered and len(gathered) >= limits.max_groups:
            left_out += 1
            continue
        read += 1
        gathered.setdefault(key, _Gathered()).add(value)
    return Alerts(tuple(_group(*key, found) for key, found in gathered.items()), read, skipped, left_out)


def highest(severities: Iterable[Severity]) -> Severity:
    """The highest of some severities, at least one."""
    return max(severities, key=_RANK.index)


def _group(rule: str, place: AlertPlace, node: str, found: _Gathered) -> AlertGroup:
    return AlertGroup(
        rule=rule,
        place=place,
        node=node,
        severity=found.severity,
        techniques=tuple(sorted(found.techniques)[:_TECHNIQUES_MOST]),
        programs=tuple(sorted(found.programs)[:_PROGRAMS_MOST]),
        times=tuple(sorted(found.times)),
    )


def _values(data: bytes, limits: AlertLimits) -> Iterator[Any]:
    """The values of an array, else that of each line; a file that is one object is one value.

    Raises InvalidReport for an array of too many values, which would take many times the memory of the file.
    """
    stripped = data.strip()
    is_large = sum(map(stripped.count, (b"{", b"[", b","))) > limits.max_values
    if stripped[:1] == b"[":
        if is_large:
            raise InvalidReport(0, f"The file has more than {limits.max_values:,} values. Split it.")
        yield from items(_parsed(stripped))
        return
    if not is_large and (whole := _parsed(stripped)) is not None:
        yield whole
        return
    for line in data.splitlines():
        if line.strip():
            yield _parsed(line) if len(line) <= limits.max_line_bytes else None


def _parsed(data: bytes) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return None


def _rule(value: Any) -> str:
    """The rule of an alert as it may be kept; empty when the value is no alert."""
    if not isinstance(value, dict) or not isinstance(value.get("rule"), str):
        return ""
    if not isinstance(value.get("output_fields"), dict) and not isinstance(value.get("priority"), str):
        return ""
    rule = text(value["rule"])
    return REDACTED if is_credential_value(rule) else redacted(rule)


def _place(alert: Mapping[str, Any]) -> AlertPlace:
    fields = child(alert, "output_fields")
    container = _name(fields.get("container.name"))
    namespace, pod = _name(fields.get("k8s.ns.name")), _name(fields.get("k8s.pod.name"))
    if named := _POD_CONTAINER.fullmatch(container):
        container = named[1]
        pod, namespace = pod or named[2], namespace or named[3]
    if container == "host" or fields.get("container.id") == "host":
        return AlertPlace(host=_name(alert.get("hostname")))
    image = _name(fields.get("container.image.repository"))
    tag = _name(fields.get("container.image.tag"))
    is_alone = not (namespace or pod or container or image)
    return AlertPlace(
        namespace=namespace,
        pod=pod,
        container=container,
        image=f"{image}:{tag}" if image and tag else image,
        host=_name(alert.get("hostname")) if is_alone else "",
    )


def _name(value: Any) -> str:
    name = text(value, 253)
    if name in _ABSENT or not _NAME.fullmatch(name) or is_credential_value(name):
        return ""
    return name


def _techniques(alert: Mapping[str, Any]) -> Iterator[str]:
    for tag in items(alert.get("tags"))[:50]:
        if _TECHNIQUE.fullmatch(text(tag).upper()):
            yield text(tag).upper()
