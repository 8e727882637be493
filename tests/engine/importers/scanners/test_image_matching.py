"""Reports says of the image they scanned, whatever it is called, and nothing else."""

import pytest

from tests.engine.importers.scanners.reports import (
    COMPOSE,
    facts_of,
    file,
    found,
    grype,
    match,
    read_with,
    records,
    trivy,
)
from threatmodel.engine.importers import read
from threatmodel.engine.importers.scanners.package_url import (
    image_digest,
    image_name,
    package_name,
    parse_package_url,
)

DIGEST = "sha256:" + "ab" * 32


@pytest.mark.parametrize(
    "name",
    [
        "nginx:1.25.3",
        "docker.io/nginx:1.25.3",
        "index.docker.io/library/nginx:1.25.3",
        "registry-1.docker.io/library/nginx:1.25.3",
        "docker://library/nginx:1.25.3",
        f"nginx:1.25.3@{DIGEST}",
    ],
)
def test_every_spelling_of_the_registry_is_the_same_image(name: str) -> None:
    reading = read_with(trivy=trivy(found("CVE-1"), image=name, Metadata={}))

    assert list(records(reading)) == ["CVE-1"]
    assert [uid for uid in reading.model.elements if uid.startswith("image:")] == ["image:nginx"]


def test_one_vulnerability_is_on_the_image_that_all_containers_share() -> None:
    reading = read_with(trivy=trivy(found("CVE-1")))

    assert set(reading.model.related_to_uids("uses_image", "image:nginx")) == {
        "compose:web/web",
        "compose:admin/admin",
    }
    assert facts_of(reading)["scanned"].value is True
    assert "2025-01-02" in facts_of(reading)["scanned"].source.why


def test_an_image_is_found_by_its_digest_alone() -> None:
    compose = f"services: {{web: {{image: 'harbour.example/app@{DIGEST}'}}}}"
    report = trivy(
        found("CVE-1"), image="image.tar", Metadata={"RepoDigests": [f"mirror.example/app@{DIGEST}"]}
    )

    reading = read([file("compose.yaml", compose), file("t.json", report)])

    assert list(records(reading, "image:harbour.example/app")) == ["CVE-1"]


def test_a_scan_of_another_tag_than_the_one_in_use_is_left_out() -> None:
    reading = read_with(trivy=trivy(found("CVE-1"), image="nginx:1.24.0"))

    assert "vulnerabilities" not in facts_of(reading)
    assert "1.24.0" in reading.problems[0].message
    assert "1.25.3" in reading.problems[0].message


def test_a_tag_that_no_one_knows_is_believed() -> None:
    compose = "services: {web: {image: 'nginx:${TAG}'}}"

    reading = read([file("compose.yaml", compose), file("t.json", trivy(found("CVE-1"), image="nginx:9"))])

    assert list(records(reading)) == ["CVE-1"]


def test_an_image_that_nothing_uses_becomes_an_element_without_claims_on_its_use() -> None:
    reading = read([file("t.json", trivy(found("CVE-1"), image="quay.io/tide/app:1"))])

    image = reading.model.elements["image:quay.io/tide/app"]
    assert image.parent == "registry:quay.io"
    assert image.source.origin == "inferred"
    assert image.facts["tag"].source.origin == "inferred"
    assert not {"built_here", "digest_pinned", "mutable_tag"} & image.facts.keys()


def test_an_image_that_compose_builds_is_found_by_the_name_that_compose_gives_it() -> None:
    compose = "services: {api: {build: ./api}, worker: {build: ./worker}}"

    reading = read(
        [file("compose.yaml", compose), file("t.json", trivy(found("CVE-1"), image="harbour-api:latest"))]
    )

    assert list(records(reading, "image:build/api")) == ["CVE-1"]
    assert "vulnerabilities" not in facts_of(reading, "image:build/worker")


def test_a_scan_of_files_belongs_to_the_image_built_from_their_folder() -> None:
    compose = "services: {api: {build: ./api}, worker: {build: ./worker}}"
    results = [
        {"Target": "worker/package-lock.json", "Class": "lang-pkgs", "Vulnerabilities": [found("CVE-1")]},
        {"Target": "scripts/poetry.lock", "Class": "lang-pkgs", "Vulnerabilities": [found("CVE-2")]},
    ]
    report = {"SchemaVersion": 2, "ArtifactName": ".", "ArtifactType": "filesystem", "Results": results}

    reading = read([file("compose.yaml", compose), file("t.json", report)])

    assert list(records(reading, "image:build/worker")) == ["CVE-1"]
    assert "vulnerabilities" not in facts_of(reading, "image:build/api")
    assert [p.message[:18] for p in reading.problems if p.file == "t.json"] == ["1 vulnerability in"]


@pytest.mark.parametrize("report", ["shop/t.json", "shop/reports/t.json", "shop/api/t.json"])
def test_a_scan_of_files_starts_at_a_folder_that_the_report_lies_in(report: str) -> None:
    compose = "services: {api: {build: ./api}, worker: {build: ./worker}}"
    target = "package-lock.json" if "api" in report else "api/package-lock.json"
    results = [{"Target": target, "Class": "lang-pkgs", "Vulnerabilities": [found("CVE-1")]}]
    content = {"SchemaVersion": 2, "ArtifactName": ".", "ArtifactType": "filesystem", "Results": results}

    reading = read([file("shop/compose.yaml", compose), file(report, content)])

    assert list(records(reading, "image:build/api")) == ["CVE-1"]
    assert "vulnerabilities" not in facts_of(reading, "image:build/worker")


def test_an_image_without_a_name_is_known_by_what_its_packages_were_found_in() -> None:
    report = trivy(found("CVE-1"), image="")
    report["Results"][0]["Target"] = "nginx:1.25.3 (debian 12.1)"

    reading = read([file("compose.yaml", COMPOSE), file("t.json", report)])

    assert list(records(reading, "image:nginx")) == ["CVE-1"]


def test_a_name_that_no_image_can_have_is_none() -> None:
    reading = read([file("compose.yaml", COMPOSE), file("g.json", grype(match("CVE-1"), image="REDACTED"))])

    assert "image:REDACTED" not in reading.model.elements
    assert [p.message[:34] for p in reading.problems] == ["The report does not name its image"]


def test_a_finding_without_a_file_and_a_leak_without_a_kind_are_reported_as_such() -> None:
    def run(tool: str, *results: dict[str, object]) -> dict[str, object]:
        return {"tool": {"driver": {"name": tool}}, "results": list(results)}

    place = {"physicalLocation": {"artifactLocation": {"uri": "a.yaml"}, "region": {"startLine": 3}}}
    runs = [
        run("Dockle", {"ruleId": "CIS-DI-0010", "message": {"text": "x"}}),
        run("Gitleaks", {"message": {"text": "x"}, "locations": [place]}),
    ]

    reading = read([file("compose.yaml", COMPOSE), file("s.sarif", {"version": "2.1.0", "runs": runs})])

    assert sorted(problem.message for problem in reading.problems) == [
        "1 finding of dockle without a file; ignored.",
        "gitleaks found a credential in a.yaml:3. Remove it, and revoke it.",
    ]


def test_the_order_of_files_changes_nothing() -> None:
    files = [
        file("compose.yaml", COMPOSE),
        file("t.json", trivy(found("CVE-1"), found("CVE-2"))),
        file("g.json", grype(at="2025-01-03T00:00:00Z")),
    ]

    assert read(files).model.elements == read(files[::-1]).model.elements


def test_a_report_alone_is_about_its_image_and_its_registry_only() -> None:
    reading = read([file("t.json", trivy(found("CVE-1")))])

    assert set(reading.model.elements) == {"image:nginx", "registry:docker.io"}


@pytest.mark.parametrize(
    ("text", "name", "digest"),
    [
        (
            f"pkg:oci/redis@{DIGEST}?repository_url=index.docker.io/library/redis&tag=7",
            "index.docker.io/library/redis:7",
            DIGEST,
        ),
        ("pkg:oci/app?repository_url=ghcr.io/tide", "ghcr.io/tide/app", ""),
        ("pkg:oci/app", "app", ""),
        ("pkg:docker/library/redis@7.4", "library/redis:7.4", ""),
        ("pkg:npm/%40tide/app@1.0", "", ""),
    ],
)
def test_package_urls_of_images(text: str, name: str, digest: str) -> None:
    url = parse_package_url(text)

    assert url is not None
    assert (image_name(url), image_digest(url)) == (name, digest)


def test_package_urls_name_packages_as_scanners_do() -> None:
    texts = [
        "pkg:npm/%40tide/app@1.0",
        "pkg:maven/org.tide/core@2?type=jar",
        "pkg:deb/debian/libc6@2.36",
        "nonsense",
    ]

    names = [package_name(url) if (url := parse_package_url(text)) else None for text in texts]

    assert names == ["@tide/app", "org.tide:core", "libc6", None]
