"""Small reports of scanners for tests: only what a test is about, in the shape the tools write."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import orjson
from hypothesis import strategies as st

from threatmodel.engine.analysis.rule_evaluation import Threat
from threatmodel.engine.importers import Reading, TextFile, read
from threatmodel.engine.model import Fact

CRITICAL: Final = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
COMPOSE: Final = """\
services:
  web: {image: "nginx:1.25.3", ports: ["80:80"]}
  admin: {image: "docker.io/library/nginx:1.25.3"}
"""
Json = dict[str, Any]
SHAPES: Final = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def file(name: str, content: Any, *, indent: bool = True) -> TextFile:
    """A file of this name; anything but text is written as JSON."""
    if isinstance(content, str):
        return TextFile(name, content.encode())
    return TextFile(name, orjson.dumps(content, option=orjson.OPT_INDENT_2 if indent else 0))


def found(name: str, severity: str = "HIGH", **fields: Any) -> Json:
    """One vulnerability as Trivy lists it."""
    basic = {"PkgName": "libone", "InstalledVersion": "1.0", "Severity": severity}
    return {"VulnerabilityID": name, **basic, **fields}


def trivy(
    *vulnerabilities: Json, image: str = "nginx:1.25.3", at: str = "2025-01-02T00:00:00Z", **rest: Any
) -> Json:
    """A report of Trivy on an image."""
    results = [
        {"Target": f"{image} (debian 12)", "Class": "os-pkgs", "Vulnerabilities": list(vulnerabilities)}
    ]
    basic = {"SchemaVersion": 2, "CreatedAt": at, "ArtifactName": image, "ArtifactType": "container_image"}
    return {**basic, "Metadata": {"RepoTags": [image] if ":" in image else []}, "Results": results, **rest}


def match(name: str, severity: str = "High", *, related: Iterable[str] = (), **fields: Any) -> Json:
    """One match as Grype lists it; `fields` belong to the vulnerability."""
    return {
        "vulnerability": {
            "id": name,
            "severity": severity,
            "fix": {"versions": [], "state": "not-fixed"},
            **fields,
        },
        "relatedVulnerabilities": [{"id": other, "severity": severity} for other in related],
        "artifact": {"name": "libone", "version": "1.0"},
    }


def grype(*matches: Json, image: str = "nginx:1.25.3", at: str = "2025-01-02T00:00:00Z") -> Json:
    """A report of Grype on an image."""
    target = {"userInput": image, "tags": [image], "repoDigests": []}
    descriptor = {"name": "grype", "version": "0.1", "timestamp": at}
    return {"matches": list(matches), "source": {"type": "image", "target": target}, "descriptor": descriptor}


def openvex(*statements: Json, at: str = "2025-02-01T00:00:00Z") -> Json:
    """An assessment; see `said`."""
    return {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": "x",
        "timestamp": at,
        "statements": list(statements),
    }


def said(
    name: str,
    status: str,
    product: str = "pkg:oci/nginx?repository_url=index.docker.io/library/nginx",
    **rest: Any,
) -> Json:
    """One statement of an assessment."""
    return {"vulnerability": {"name": name}, "products": [{"@id": product}], "status": status, **rest}


def read_with(**contents: Any) -> Reading:
    """Read the compose file and reports by name, `trivy` being trivy.json."""
    reports = [file(f"{name}.json", content) for name, content in contents.items()]
    return read([file("compose.yaml", COMPOSE), *reports])


def facts_of(reading: Reading, uid: str = "image:nginx") -> Mapping[str, Fact]:
    """The facts of an image."""
    return reading.model.elements[uid].facts


def value_of(reading: Reading, name: str, uid: str = "image:nginx") -> Any:
    """The value of one fact of an image."""
    return facts_of(reading, uid)[name].value


def records(reading: Reading, uid: str = "image:nginx") -> dict[str, Json]:
    """Its vulnerabilities by id, in their order."""
    return {one["id"]: one for one in value_of(reading, "vulnerabilities", uid)}


def shown(threat: Threat) -> list[Any]:
    """The vulnerabilities among the evidence of a threat."""
    return [one.value for one in threat.evidence if one.fact == "vulnerabilities"]


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each collection inside a value, with each of its keys."""
    for key, part in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, key
        if isinstance(part, dict | list):
            yield from places(part)
