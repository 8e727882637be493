"""SPDX documents: which image has a bill of materials, whatever tool wrote it in whichever version."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.importers.scanners.reports import SHAPES, facts_of, file, places, read_with
from threatmodel.engine.importers import read

Json = dict[str, Any]
LIBRARY: Json = {"SPDXID": "SPDXRef-libc", "name": "libc6", "versionInfo": "2.36"}


def spdx_2(root: Json, *packages: Json, listed: bool = False, **rest: Any) -> Json:
    """A document about a root package, which it lists as described or names by a relationship."""
    described: Json = {"documentDescribes": ["SPDXRef-root"]}
    if not listed:
        relation = {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES"}
        described = {"relationships": [{**relation, "relatedSpdxElement": "SPDXRef-root"}]}
    return {
        "spdxVersion": "SPDX-2.3",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "document",
        "creationInfo": {
            "created": "2025-01-02T00:00:00Z",
            "creators": ["Organization: A", "Tool: bills-1.9.0"],
        },
        "packages": [*packages, {"SPDXID": "SPDXRef-root", **root}],
        **described,
        **rest,
    }


def spdx_3(root: Json, *packages: Json) -> Json:
    """The same in the third version: the document names its bill, which names its root."""
    return {
        "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
        "@graph": [
            {
                "type": "CreationInfo",
                "@id": "_:1",
                "created": "2025-01-02T00:00:00Z",
                "createdUsing": ["urn:t"],
            },
            {"type": "Tool", "spdxId": "urn:t", "name": "bills 2.0"},
            {"type": "SpdxDocument", "spdxId": "urn:d", "rootElement": ["urn:s"]},
            {"type": "software_Sbom", "spdxId": "urn:s", "rootElement": ["urn:p"]},
            *({"type": "software_Package", "spdxId": f"urn:{n}", **one} for n, one in enumerate(packages)),
            {"type": "software_Package", "spdxId": "urn:p", **root},
        ],
    }


PURL = "pkg:oci/nginx@sha256:{}?repository_url=index.docker.io/library/nginx&tag=1.25.3".format("a" * 64)
REFERENCE = {
    "referenceCategory": "PACKAGE-MANAGER",
    "referenceType": "purl",
    "referenceLocator": PURL,
}


@pytest.mark.parametrize(
    "document",
    [
        spdx_2({"name": "nginx:1.25.3", "primaryPackagePurpose": "CONTAINER"}, LIBRARY),
        spdx_2({"name": "nginx", "versionInfo": "1.25.3", "primaryPackagePurpose": "CONTAINER"}, LIBRARY),
        spdx_2({"name": "layers", "externalRefs": [REFERENCE]}, LIBRARY, listed=True),
        spdx_3({"name": "nginx:1.25.3", "software_primaryPurpose": "container"}, {"name": "libc6"}),
        spdx_3({"name": "layers", "software_packageUrl": PURL}, {"name": "libc6"}),
    ],
    ids=["purpose", "version", "package URL", "third version", "third version, package URL"],
)
def test_an_image_has_a_bill_of_materials(document: Json) -> None:
    reading = read_with(bill=document)

    fact = facts_of(reading)["sbom"]
    assert fact.value is True
    assert fact.source.file == "bill.json"
    assert "bills" in fact.source.why
    assert not [one for one in reading.problems if one.severity != "info"]


@pytest.mark.parametrize("make", [spdx_2, spdx_3])
def test_a_document_without_packages_is_no_bill(make: Any) -> None:
    purpose = {"primaryPackagePurpose": "CONTAINER", "software_primaryPurpose": "container"}

    assert "sbom" not in facts_of(read_with(bill=make({"name": "nginx:1.25.3", **purpose})))


@pytest.mark.parametrize("make", [spdx_2, spdx_3])
def test_the_bill_of_a_folder_says_nothing_of_an_image(make: Any) -> None:
    assert "sbom" not in facts_of(read_with(bill=make({"name": "nginx:1.25.3"}, {"name": "libc6"})))


def test_a_document_that_names_no_root_says_nothing_of_an_image() -> None:
    document = spdx_2({"name": "nginx:1.25.3", "primaryPackagePurpose": "CONTAINER"}, LIBRARY)
    document["relationships"] = []

    assert "sbom" not in facts_of(read_with(bill=document))


@settings(max_examples=60)
@given(make=st.sampled_from([spdx_2, spdx_3]), chosen=st.integers(0, 1_000), odd=SHAPES)
def test_no_shape_of_a_document_raises(make: Any, chosen: int, odd: Any) -> None:
    purpose = {"primaryPackagePurpose": "CONTAINER", "software_primaryPurpose": "container"}
    document = make({"name": "nginx:1.25.3", **purpose, "externalRefs": [REFERENCE]}, LIBRARY)
    every = list(places(document))
    container, key = every[chosen % len(every)]
    container[key] = odd

    read_with(bill=document)


def test_what_only_mentions_spdx_is_no_bill() -> None:
    reading = read([file("notes.json", {"spdxVersion": "SPDX-9", "about": "spdx.org", "@graph": []})])

    assert not reading.model.elements
