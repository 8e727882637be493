"""Trivy's JSON reports: images, folders of files, configuration, and clusters (`trivy k8s`)."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from threatmodel.engine.importers.scanners.cvss import best, stated_rating
from threatmodel.engine.importers.scanners.finding_types import (
    Finding,
    Leak,
    Remark,
    Scan,
    Status,
    severity_of,
)
from threatmodel.engine.importers.scanners.json_access import (
    child,
    items,
    line_number,
    maps,
    moment,
    number,
    text,
    texts,
)
from threatmodel.engine.importers.scanners.json_document import Json, JsonDocument

MARKERS: Final = ("VulnerabilityID", "RuleID", "Resolution", "ArtifactName", "Target")
_VECTORS: Final = (
    ("V40Vector", "V40Score", "4.0"),
    ("V3Vector", "V3Score", "3.1"),
    ("V2Vector", "V2Score", "2.0"),
)
_STATUS: Final[dict[str, Status]] = {
    "under_investigation": "under-investigation",
    "not_affected": "not-affected",
}
_MALICIOUS: Final = "CWE-506"  # embedded malicious code


def matches(content: Json) -> bool:
    """Whether this is a report of Trivy."""
    one = "ArtifactName" in content and ("Results" in content or "SchemaVersion" in content)
    return one or ("ClusterName" in content and ("Resources" in content or "Findings" in content))


def read(document: JsonDocument) -> Iterator[Scan]:
    """Yield what the report says of each thing that was scanned."""
    content = document.content
    if "ArtifactName" in content:
        yield _scan(document, content, content)
        return
    for resource in maps(content.get("Resources") or content.get("Findings")):
        yield from _cluster_scans(document, resource)


def _cluster_scans(document: JsonDocument, resource: Json) -> Iterator[Scan]:
    """A workload of a cluster: its checks, and the image of each of its containers."""
    place = f"{text(resource.get('Kind'))}/{text(resource.get('Name'))}"
    uid = f"k8s:{text(resource.get('Namespace'))}/{place}"
    results = maps(resource.get("Results"))
    metadata = items(resource.get("Metadata")) or [resource.get("Metadata")]
    packages = [result for result in results if items(result.get("Vulnerabilities"))]
    for artifact in metadata:
        names = [*texts(child(artifact).get("RepoTags")), *texts(child(artifact).get("RepoDigests"))]
        own = [result for result in packages if len(metadata) == 1 or _is_of(result, names)]
        if names and own:
            facts = {"ArtifactType": "container_image", "Metadata": artifact, "Results": own}
            yield _scan(document, facts, document.content)
    others = [result for result in results if result not in packages]
    if others:
        yield _scan(document, {"ArtifactType": "kubernetes", "Results": others}, document.content, uid=uid)


def _is_of(result: Json, names: Iterable[str]) -> bool:
    """A target reads `nginx:1.25 (debian 12.1)`."""
    target = text(result.get("Target")).partition(" ")[0]
    return any(name == target or name.endswith(f"/{target}") for name in names)


def _scan(document: JsonDocument, artifact: Json, report: Json, *, uid: str = "") -> Scan:
    metadata = child(artifact, "Metadata")
    results = maps(artifact.get("Results"))
    of_image = text(artifact.get("ArtifactType")) in {"container_image", "image"} or "ImageID" in metadata
    name = text(artifact.get("ArtifactName"), 400)
    classes = {text(result.get("Class")) for result in results}
    looked_for_packages = bool(classes & {"os-pkgs", "lang-pkgs"}) or (of_image and not classes)
    return Scan(
        document.file,
        document.line_of(report) or 1,
        "trivy",
        text(child(report, "Trivy").get("Version"), 40),
        moment(report.get("CreatedAt")),
        "vulnerabilities" if looked_for_packages else "checks",
        names=_names(metadata, name, results) if of_image else (),
        digests=tuple(
            digest for one in texts(metadata.get("RepoDigests")) if (digest := one.partition("@")[2])
        ),
        folder=None if of_image else name,
        findings=tuple(_findings(document, results)),
        remarks=tuple(_remarks(document, results, uid)),
        leaks=tuple(_leaks(document, results)),
        end_of_life=_ended(child(metadata, "OS")),
    )


def _names(metadata: Json, name: str, results: Iterable[Json]) -> tuple[str, ...]:
    """What the image is called: by its tags and digests, else in the target of its system's packages."""
    called = (*texts(metadata.get("RepoTags")), *texts(metadata.get("RepoDigests")), name)
    targets = [text(one.get("Target"), 400) for one in results if one.get("Class") == "os-pkgs"]
    return called if any(called) else tuple(target.partition(" (")[0] for target in targets[:1])


def _ended(system: Json) -> str:
    return (
        f"{text(system.get('Family'))} {text(system.get('Name'))}".strip()
        if system.get("EOSL") is True
        else ""
    )


def _findings(document: JsonDocument, results: Iterable[Json]) -> Iterator[Finding]:
    for result in results:
        path = text(result.get("Target"), 400) if result.get("Class") != "os-pkgs" else ""
        for raw in maps(result.get("Vulnerabilities")):
            yield _finding(document, raw, path)
        for modified in maps(result.get("ExperimentalModifiedFindings")):
            status = _MODIFIED.get(text(modified.get("Status")))
            if modified.get("Type") == "vulnerability" and status:
                reason = text(modified.get("Statement")).replace("_", " ")
                yield _finding(document, child(modified, "Finding"), path, status, reason)


_MODIFIED: Final[dict[str, Status]] = {
    "not_affected": "not-affected",
    "fixed": "fixed",
    "under_investigation": "under-investigation",
}


def _finding(
    document: JsonDocument, raw: Json, path: str, status: Status | None = None, reason: str = ""
) -> Finding:
    rating = best(
        stated_rating(text(scores.get(vector), 400), number(scores.get(score)), version)
        for scores in _scores(raw)
        for vector, score, version in _VECTORS
        if scores.get(vector) or scores.get(score)
    )
    reported_status = text(raw.get("Status"))
    return Finding(
        text(raw.get("VulnerabilityID"), 80),
        severity_of(text(raw.get("Severity")), rating.score),
        rating=rating,
        package=text(raw.get("PkgName")),
        installed=text(raw.get("InstalledVersion"), 120),
        fixed=text(raw.get("FixedVersion"), 120),
        status=status or _STATUS.get(reported_status, "affected"),
        reason=reason or ("according to the package publisher" if reported_status in _STATUS else ""),
        malicious=_MALICIOUS in texts(raw.get("CweIDs")),
        path=text(raw.get("PkgPath"), 400) or path,
        line=document.line_of(raw),
    )


def _scores(raw: Json) -> list[Json]:
    """What each source rates; the one whose severity counts comes first, then the national database."""
    ratings = child(raw, "CVSS")
    order = [text(raw.get("SeveritySource")), "nvd", *sorted(ratings)]
    return [child(ratings, source) for source in dict.fromkeys(order) if source in ratings]


def _remarks(document: JsonDocument, results: Iterable[Json], uid: str) -> Iterator[Remark]:
    for result in results:
        for raw in maps(result.get("Misconfigurations")):
            if text(raw.get("Status")).upper() in {"", "FAIL"}:
                cause = child(raw, "CauseMetadata")
                yield Remark(
                    check_id(text(raw.get("AVDID"), 80) or text(raw.get("ID"), 80)),
                    text(raw.get("Title"), 160),
                    severity_of(text(raw.get("Severity"))),
                    text(result.get("Target"), 400),
                    line_number(cause.get("StartLine")),
                    uid,
                    document.line_of(raw),
                )


def _leaks(document: JsonDocument, results: Iterable[Json]) -> Iterator[Leak]:
    """Rule, file and line alone: the report repeats the secret in `Match` and `Code`."""
    for result in results:
        for raw in maps(result.get("Secrets")):
            yield Leak(
                text(raw.get("RuleID"), 80),
                text(result.get("Target"), 300),
                line_number(raw.get("StartLine")),
                document.line_of(raw),
            )


def check_id(raw: Any) -> str:
    """One spelling of the ids of Trivy's checks: AVD-KSV-0014, KSV014 and KSV-0014 are KSV-0014."""
    name = text(raw, 80).upper().removeprefix("AVD-")
    letters = name.rstrip("0123456789").rstrip("-")
    digits = name[len(letters) :].lstrip("-")
    return f"{letters}-{digits.zfill(4)}" if letters in {"KSV", "DS", "KCV"} and digits else name
