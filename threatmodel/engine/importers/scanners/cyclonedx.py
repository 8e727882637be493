"""CycloneDX bills of materials with their vulnerabilities and assessments (VEX), as JSON."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from threatmodel.engine.importers.scanners.cvss import best, stated_rating
from threatmodel.engine.importers.scanners.described_image import NO_IMAGE, Described, described_image
from threatmodel.engine.importers.scanners.finding_types import (
    Finding,
    Rating,
    Scan,
    Statement,
    Status,
    severity_of,
)
from threatmodel.engine.importers.scanners.json_access import child, items, maps, moment, number, text
from threatmodel.engine.importers.scanners.json_document import Json, JsonDocument
from threatmodel.engine.importers.scanners.package_url import image_name, package_name, parse_package_url

MARKERS: Final = ("id", "bomFormat")
# States of an analysis, CycloneDX 1.6, vulnerability.analysis.state.
_STATUS: Final[dict[str, Status]] = {
    "resolved": "fixed",
    "resolved_with_pedigree": "fixed",
    "exploitable": "affected",
    "in_triage": "under-investigation",
    "false_positive": "not-affected",
    "not_affected": "not-affected",
}
_METHODS: Final = {"CVSSv4": "4.0", "CVSSv31": "3.1", "CVSSv3": "3.0", "CVSSv2": "2.0"}
_KEV: Final = frozenset({"kev", "cisa_kev", "cisakev", "known_exploited", "knownexploited"})
_YES: Final = frozenset({"true", "yes", "1"})


def matches(content: Json) -> bool:
    """Whether this is a CycloneDX document."""
    return content.get("bomFormat") == "CycloneDX"


def read(document: JsonDocument) -> Iterator[Scan]:
    """Yield what the document says of the thing it describes."""
    content = document.content
    metadata = child(content, "metadata")
    root = child(metadata, "component")
    components = {ref: one for one in _components(content) if (ref := text(one.get("bom-ref"), 400))}
    vulnerabilities = maps(content.get("vulnerabilities"))
    tool, version = _tool(metadata)
    names, digests = _artifact(root)
    serial = text(content.get("serialNumber"))
    at = moment(metadata.get("timestamp"))
    has_packages = bool(items(content.get("components")))
    of_image = bool(names) or not has_packages
    statements = _statements(document, vulnerabilities, components, (*names, *digests), at)
    yield Scan(
        document.file,
        document.line_of(content) or 1,
        tool,
        version,
        at,
        ("vulnerabilities" if vulnerabilities else "sbom") if has_packages else "assessment",
        names=names,
        digests=digests,
        folder=None if of_image else text(root.get("name"), 400),
        is_bill=has_packages,
        serial=serial.removeprefix("urn:uuid:"),
        findings=tuple(_findings(document, vulnerabilities, components)) if has_packages else (),
        statements=tuple(statements),
    )


def _components(content: Json) -> Iterator[Json]:
    waiting = maps(content.get("components"))[::-1]
    while waiting:
        component = waiting.pop()
        yield component
        waiting += maps(component.get("components"))[::-1]


def _tool(metadata: Json) -> tuple[str, str]:
    """The tool that wrote the document: a list until 1.4, an object with components since 1.5."""
    tools = metadata.get("tools")
    every = maps(tools) or maps(child(tools).get("components"))
    first = every[0] if every else {}
    return text(first.get("name"), 60).lower() or "cyclonedx", text(first.get("version"), 40)


def _artifact(root: Json) -> Described:
    """The names and digests of the image that the document describes; none for anything else."""
    if root.get("type") != "container":
        return NO_IMAGE
    names: list[str] = []
    for one in maps(root.get("properties")):
        name, value = text(one.get("name")), text(one.get("value"), 400)
        if name.endswith((":RepoTag", ":RepoDigest")) and value:
            names.append(value)
    digests = [name.partition("@")[2] for name in names if "@" in name]
    return described_image(
        text(root.get("name"), 400),
        text(root.get("version")),
        [text(root.get("purl"), 600)],
        names=names,
        digests=digests,
    )


def _findings(
    document: JsonDocument, vulnerabilities: Iterable[Json], components: dict[str, Json]
) -> Iterator[Finding]:
    for raw in vulnerabilities:
        rating = best(_ratings(raw))
        analysis = child(raw, "analysis")
        ratings = maps(raw.get("ratings"))
        words = (text(one.get("severity")) for one in ratings)
        said = next((word for word in words if severity_of(word) != "unknown"), "")
        for affected in _affected(raw, components) or [{}]:
            yield Finding(
                text(raw.get("id"), 80),
                severity_of(said, rating.score),
                aliases=_aliases(raw),
                rating=rating,
                package=_package(affected),
                installed=text(affected.get("version"), 120),
                fixed=_fixed(raw, affected),
                exploited=_is_exploited(raw),
                epss=_epss(raw),
                status=_STATUS.get(text(analysis.get("state")), "affected"),
                reason=_reason(analysis),
                malicious=506 in items(raw.get("cwes")),
                line=document.line_of(raw),
            )


def _statements(
    document: JsonDocument,
    vulnerabilities: Iterable[Json],
    components: dict[str, Json],
    described: tuple[str, ...],
    at: str,
) -> Iterator[Statement]:
    """What the document says of vulnerabilities that other tools may find in the same image."""
    for raw in vulnerabilities:
        analysis = child(raw, "analysis")
        status = _STATUS.get(text(analysis.get("state")))
        if status is None:
            continue
        refs = [text(one.get("ref"), 600) for one in maps(raw.get("affects"))]
        linked = [
            ref.removeprefix("urn:cdx:").partition("/")[0] for ref in refs if ref.startswith("urn:cdx:")
        ]
        packages = {_package(one) for one in _affected(raw, components)} - {""}
        packages |= {package_name(url) for ref in refs if (url := _package_url(ref))}
        yield Statement(
            frozenset({text(raw.get("id"), 80), *_aliases(raw)}),
            status,
            _reason(analysis),
            tuple(dict.fromkeys([*described, *linked, *refs])),
            tuple(sorted(packages)),
            moment(analysis.get("lastUpdated")) or at,
            document.file,
            document.line_of(raw),
        )


def _package_url(ref: str) -> Any:
    """The package that a reference names after a BOM-Link's #, or by itself; None for an image."""
    url = parse_package_url(ref.partition("#")[2] if ref.startswith("urn:cdx:") else ref)
    return url if url is not None and not image_name(url) else None


def _affected(raw: Json, components: dict[str, Json]) -> list[Json]:
    refs = (text(one.get("ref"), 400) for one in maps(raw.get("affects")))
    return [components[ref] for ref in refs if ref in components]


def _package(component: Json) -> str:
    url = parse_package_url(text(component.get("purl"), 600))
    return package_name(url) if url is not None else text(component.get("name"))


def _aliases(raw: Json) -> tuple[str, ...]:
    named = [text(one.get("id"), 80) for one in maps(raw.get("references"))]
    return tuple(dict.fromkeys(name for name in named if name and name != raw.get("id")))


def _ratings(raw: Json) -> Iterator[Rating]:
    for one in maps(raw.get("ratings")):
        method = text(one.get("method"))
        if method in _METHODS:
            yield stated_rating(text(one.get("vector"), 400), number(one.get("score")), _METHODS[method])


def _fixed(raw: Json, affected: Json) -> str:
    """The version that repairs it: what `affects` calls unaffected, else where the recommendation ends."""
    ref = affected.get("bom-ref")
    versions = [
        text(one.get("version"), 60)
        for place in maps(raw.get("affects"))
        if place.get("ref") == ref
        for one in maps(place.get("versions"))
        if one.get("status") == "unaffected"
    ]
    if any(versions):
        return ", ".join(version for version in versions if version)[:120]
    # Trivy and Syft write "Upgrade libssl3 to version 3.0.9-r1; Upgrade libcrypto3 to version 3.0.9-r1".
    advice = text(raw.get("recommendation"), 1000)
    name = text(affected.get("name"))
    for part in advice.split(";"):
        before, found, version = part.partition(" to version ")
        if found and (not name or before.strip().endswith(name)):
            return version.strip()[:120]
    return ""


def _reason(analysis: Json) -> str:
    return text(analysis.get("justification")).replace("_", " ") or text(analysis.get("detail"), 160)


def _epss(raw: Json) -> float:
    """CycloneDX has no field of its own: it comes as a rating whose source is EPSS, or as a property."""
    found = [
        number(r.get("score")) for r in maps(raw.get("ratings")) if _is_epss(child(r, "source").get("name"))
    ]
    found += [number(p.get("value")) for p in maps(raw.get("properties")) if _is_epss(p.get("name"))]
    return next((value for value in found if 0 < value <= 1), 0.0)


def _is_epss(name: Any) -> bool:
    last = text(name).lower().rpartition(":")[2].rpartition(".")[2]
    return last in {"epss", "epss_score", "epssscore"}


def _is_exploited(raw: Json) -> bool:
    for one in maps(raw.get("properties")):
        last = text(one.get("name")).lower().rpartition(":")[2].rpartition(".")[2].replace("-", "_")
        if last in _KEV and text(one.get("value")).lower() in _YES:
            return True
    return False
