"""Grype's JSON reports on images and folders."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from threatmodel.engine.importers.scanners.cvss import best, stated_rating
from threatmodel.engine.importers.scanners.finding_types import Finding, Rating, Scan, Status, severity_of
from threatmodel.engine.importers.scanners.json_access import child, items, maps, moment, number, text, texts
from threatmodel.engine.importers.scanners.json_document import Json, JsonDocument

MARKERS: Final = ("vulnerability", "descriptor")
_STATUS: Final[dict[str, Status]] = {
    "not_affected": "not-affected",
    "fixed": "fixed",
    "under_investigation": "under-investigation",
}


def matches(content: Json) -> bool:
    """Whether this is a report of Grype."""
    return isinstance(content.get("matches"), list) and ("descriptor" in content or "source" in content)


def read(document: JsonDocument) -> Iterator[Scan]:
    """Yield what the report says of the one thing that was scanned."""
    content = document.content
    descriptor, source = child(content, "descriptor"), child(content, "source")
    target = source.get("target")
    image = child(target)
    digests = texts(image.get("repoDigests"))
    name = text(image.get("userInput"), 400) if image else text(target, 400)
    of_image = text(source.get("type")) == "image" or bool(image)
    manifest = text(image.get("manifestDigest"))
    yield Scan(
        document.file,
        document.line_of(content) or 1,
        "grype",
        text(descriptor.get("version"), 40),
        moment(descriptor.get("timestamp")),
        "vulnerabilities",
        names=(*texts(image.get("tags")), *digests, name) if of_image else (),
        digests=(
            *(part for one in digests if (part := one.partition("@")[2])),
            *([manifest] if manifest else ()),
        ),
        folder=None if of_image else name,
        findings=tuple(_findings(document, content)),
    )


def _findings(document: JsonDocument, content: Json) -> Iterator[Finding]:
    for match in maps(content.get("matches")):
        yield _finding(document, match)
    for match in maps(content.get("ignoredMatches")):
        rules = maps(match.get("appliedIgnoreRules"))
        found = next((rule for rule in rules if text(rule.get("vex-status")) in _STATUS), None)
        if found is not None:
            status = _STATUS[text(found.get("vex-status"))]
            yield _finding(document, match, status, text(found.get("vex-justification")).replace("_", " "))


def _finding(document: JsonDocument, match: Json, status: Status = "affected", reason: str = "") -> Finding:
    own, package = child(match, "vulnerability"), child(match, "artifact")
    related = maps(match.get("relatedVulnerabilities"))
    every = (own, *related)
    rating = best(rating for one in every for rating in _ratings(one))
    fix = child(own, "fix")
    versions = ", ".join(texts(fix.get("versions"))) if text(fix.get("state")) in {"fixed", ""} else ""
    return Finding(
        text(own.get("id"), 80),
        _severity(every, rating),
        aliases=tuple(
            name for one in related if (name := text(one.get("id"), 80)) != text(own.get("id"), 80)
        ),
        rating=rating,
        package=text(package.get("name")),
        installed=text(package.get("version"), 120),
        fixed=versions[:120],
        exploited=any(items(one.get("knownExploited")) for one in every),
        epss=max(
            (number(one.get("epss")) for vulnerability in every for one in _epss(vulnerability)), default=0.0
        ),
        status=status,
        reason=reason,
        malicious=any("CWE-506" in _weaknesses(one) for one in every),
        path=next((text(place.get("path"), 400) for place in maps(package.get("locations"))), ""),
        line=document.line_of(match),
    )


def _severity(every: Iterable[Json], rating: Rating) -> str:
    """The word of the matched record; when it has none, the score, then the related records."""
    words = [text(one.get("severity")) for one in every]
    said = next((word for word in words if severity_of(word) != "unknown"), "")
    return severity_of(said, rating.score)


def _ratings(vulnerability: Json) -> Iterator[Rating]:
    for one in maps(vulnerability.get("cvss")):
        score = number(child(one, "metrics").get("baseScore"))
        yield stated_rating(text(one.get("vector"), 400), score, text(one.get("version"), 4))


def _epss(vulnerability: Json) -> list[Json]:
    return [one for one in maps(vulnerability.get("epss")) if 0 <= number(one.get("epss")) <= 1]


def _weaknesses(vulnerability: Json) -> list[Any]:
    named = items(vulnerability.get("cwes"))
    return [text(child(one).get("cwe")) if isinstance(one, dict) else one for one in named]
