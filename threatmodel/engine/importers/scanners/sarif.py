"""SARIF: vulnerabilities of images, and remarks of any tool on manifests and Dockerfiles."""

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote

from threatmodel.engine.importers.redaction import is_credential_value
from threatmodel.engine.importers.scanners.finding_types import (
    Finding,
    Leak,
    Rating,
    Remark,
    Scan,
    severity_of,
)
from threatmodel.engine.importers.scanners.json_access import (
    child,
    line_number,
    maps,
    moment,
    number,
    text,
    texts,
)
from threatmodel.engine.importers.scanners.json_document import Json, JsonDocument
from threatmodel.engine.importers.scanners.trivy import check_id

MARKERS: Final = ("ruleId", "driver")
_VULNERABILITY: Final = re.compile(r"(?:CVE-\d{4}-\d{4,}|GHSA(?:-[a-z0-9]{4}){3})", re.IGNORECASE)
# Trivy writes these lines into each message, Grype into the help text of each rule.
_FIELD: Final = re.compile(
    r"^(Package|Installed Version|Version|Fixed Version|Fix Version|Severity): {0,3}([^\n]{0,200})$",
    re.MULTILINE,
)
# A sentence of Grype: which package of which version was found in which image, and where.
_SENTENCE: Final = re.compile(
    r"package: ([^\s,]{1,200}), version ([^\s,]{1,120}) was found(?: in image (\S{1,300}))?"
)
_SECRET_TOOLS: Final = frozenset({"gitleaks", "trufflehog", "detect-secrets", "ggshield"})
_SECRET_TAGS: Final = frozenset({"secret", "secrets"})


def matches(content: Json) -> bool:
    """Whether this is a SARIF log."""
    return isinstance(content.get("runs"), list) and (
        "version" in content or "sarif" in text(content.get("$schema"))
    )


def read(document: JsonDocument) -> Iterator[Scan]:
    """Yield each run; a run on an image whose name its results give is a scan of that image."""
    for run in maps(document.content.get("runs")):
        yield _scan(document, run)


def _scan(document: JsonDocument, run: Json) -> Scan:
    tool = child(run, "tool")
    driver = child(tool, "driver")
    rules = {text(rule.get("id"), 120): rule for rule in _rules(tool)}
    name = text(driver.get("name"), 60).lower() or "sarif"
    results = [one for one in maps(run.get("results")) if text(one.get("kind")) in {"", "fail"}]
    live = [one for one in results if not _is_suppressed(one)]
    vulnerable = [one for one in live if _VULNERABILITY.match(text(one.get("ruleId"), 120))]
    others = [one for one in live if not _VULNERABILITY.match(text(one.get("ruleId"), 120))]
    images = _images(run, vulnerable)
    leaks = [one for one in others if _is_leak(name, one, rules)]
    invocation = next(iter(maps(run.get("invocations"))), {})
    return Scan(
        document.file,
        document.line_of(tool) or 1,
        name,
        text(driver.get("semanticVersion") or driver.get("version"), 40),
        moment(invocation.get("endTimeUtc") or invocation.get("startTimeUtc")),
        "vulnerabilities" if vulnerable or images else "checks",
        names=images,
        digests=tuple(digest for image in images if (digest := image.partition("@")[2])),
        folder=None if images else "",
        findings=tuple(_finding(document, one, rules) for one in vulnerable),
        remarks=tuple(_remark(document, one, rules, name) for one in others if one not in leaks),
        leaks=tuple(_leak(document, one) for one in leaks),
    )


def _is_suppressed(result: Json) -> bool:
    """A person decided that the result does not count, and did not revoke that."""
    return any(text(one.get("status")) in {"", "accepted"} for one in maps(result.get("suppressions")))


def _rules(tool: Json) -> Iterator[Json]:
    for part in (child(tool, "driver"), *maps(tool.get("extensions"))):
        yield from maps(part.get("rules"))


def _images(run: Json, vulnerable: list[Json]) -> tuple[str, ...]:
    """The image that was scanned, as Trivy states it in the run's properties, Grype in its sentences."""
    properties = child(run, "properties")
    named = [
        text(properties.get("imageName"), 400),
        *texts(properties.get("repoTags")),
        *texts(properties.get("repoDigests")),
    ]
    for one in vulnerable[:1]:
        match = _SENTENCE.search(_message(one))
        named += [match[3]] if match and match[3] else []
    return tuple(dict.fromkeys(name for name in named if name))


def _finding(document: JsonDocument, result: Json, rules: dict[str, Json]) -> Finding:
    rule_id = text(result.get("ruleId"), 120)
    rule = rules.get(rule_id, {})
    match = _VULNERABILITY.match(rule_id)
    said = _message(result)
    advice = child(rule, "help").get("text")
    written = f"{advice[:4000] if isinstance(advice, str) else ''}\n{said}"
    fields = {name: value.strip() for name, value in _FIELD.findall(written)}
    sentence = _SENTENCE.search(said)
    score = number(child(rule, "properties").get("security-severity"))
    return Finding(
        match[0].upper()
        if match and match[0][:3].upper() == "CVE"
        else rule_id[: match.end() if match else 80],
        severity_of(fields.get("Severity", ""), score) if fields.get("Severity") else _severity(result, rule),
        rating=Rating(score) if 0 < score <= 10 else Rating(),
        package=text(fields.get("Package") or (sentence[1] if sentence else "")),
        installed=text(
            fields.get("Installed Version") or fields.get("Version") or (sentence[2] if sentence else ""), 120
        ),
        fixed=text(fields.get("Fixed Version") or fields.get("Fix Version"), 120),
        malicious="external/cwe/cwe-506"
        in [tag.lower() for tag in texts(child(rule, "properties").get("tags"))],
        path=_place(result)[0],
        line=document.line_of(result),
    )


def _remark(document: JsonDocument, result: Json, rules: dict[str, Json], tool: str) -> Remark:
    """The rule's own title alone: messages may repeat what is in the file."""
    rule_id = text(result.get("ruleId"), 120)
    rule = rules.get(rule_id, {})
    title = text(child(rule, "shortDescription").get("text"), 160) or text(rule.get("name"), 160)
    path, start = _place(result)
    return Remark(
        check_id(rule_id) if tool == "trivy" else rule_id,
        "" if is_credential_value(title) else title,
        _severity(result, rule),
        path,
        start,
        "",
        document.line_of(result),
    )


def _leak(document: JsonDocument, result: Json) -> Leak:
    path, start = _place(result)
    return Leak(text(result.get("ruleId"), 80), path, start, document.line_of(result))


def _is_leak(tool: str, result: Json, rules: dict[str, Json]) -> bool:
    rule = rules.get(text(result.get("ruleId"), 120), {})
    tags = {tag.lower() for tag in texts(child(rule, "properties").get("tags"))}
    return tool in _SECRET_TOOLS or bool(tags & _SECRET_TAGS)


def _severity(result: Json, rule: Json) -> str:
    """The security severity of the rule, a CVSS-like number, before the level of the result."""
    score = number(child(rule, "properties").get("security-severity"))
    if score:
        return severity_of("", score)
    level: Any = result.get("level") or child(rule, "defaultConfiguration").get("level") or "warning"
    return severity_of(text(level))


def _message(result: Json) -> str:
    raw = child(result, "message").get("text")
    return raw[:2000] if isinstance(raw, str) else ""


def _place(result: Json) -> tuple[str, int]:
    for location in maps(result.get("locations")):
        place = child(location, "physicalLocation")
        uri = text(child(place, "artifactLocation").get("uri"), 400)
        if uri:
            start = line_number(child(place, "region").get("startLine"))
            return unquote(uri.removeprefix("file://")), start
    return "", 0
