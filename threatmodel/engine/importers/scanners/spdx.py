"""SPDX documents: the bill of materials of an image or a folder (2.2, 2.3 and 3.0)."""

import re
from collections.abc import Iterator
from typing import Final

from threatmodel.engine.importers.scanners.described_image import NO_IMAGE, Described, described_image
from threatmodel.engine.importers.scanners.finding_types import Scan
from threatmodel.engine.importers.scanners.json_access import child, items, maps, moment, text
from threatmodel.engine.importers.scanners.json_document import Json, JsonDocument
from threatmodel.engine.importers.scanners.package_url import image_name, parse_package_url

MARKERS: Final = ("spdxVersion", "@graph")
_DESCRIBES: Final = "DESCRIBES"
_CONTEXT: Final = "spdx.org/rdf/3"
_LONG: Final = 600  # of ids and package URLs
_TOOL: Final = "Tool: "
_PACKAGE: Final = "software_Package"
_HAVE_ROOTS: Final = frozenset({"SpdxDocument", "software_Sbom"})
_VERSION: Final = re.compile(r"[-@ ]v?\d[\w.+-]*$")


def matches_2(content: Json) -> bool:
    """Whether this is a document of SPDX 2."""
    return text(content.get("spdxVersion")).startswith("SPDX-2.")


def matches_3(content: Json) -> bool:
    """Whether this is a document of SPDX 3."""
    return _CONTEXT in text(content.get("@context"), _LONG) and bool(maps(content.get("@graph")))


def read_2(document: JsonDocument) -> Iterator[Scan]:
    """Yield that what a document of SPDX 2 describes has a bill of materials."""
    content = document.content
    packages = maps(content.get("packages"))
    described = _described_2(content)
    root: Json = next((one for one in packages if text(one.get("SPDXID"), _LONG) in described), {})
    name, urls, image = text(root.get("name"), _LONG), _urls_2(root), NO_IMAGE
    if root.get("primaryPackagePurpose") == "CONTAINER" or _has_image(urls):
        image = described_image(name, text(root.get("versionInfo")), urls)
    creation = child(content, "creationInfo")
    creators = (text(one) for one in items(creation.get("creators")))
    tool = next((one.removeprefix(_TOOL) for one in creators if one.startswith(_TOOL)), "")
    at = moment(creation.get("created"))
    yield _scan(document, tool, at, image, name, others=len(packages) - bool(root))


def read_3(document: JsonDocument) -> Iterator[Scan]:
    """Yield the same of a document of SPDX 3, whose parts lie beside each other and name each other by id."""
    parts = maps(document.content.get("@graph"))
    by_id = {text(one.get("spdxId") or one.get("@id"), _LONG): one for one in parts}
    packages = [one for one in parts if text(one.get("type")) == _PACKAGE]
    roots = [
        uid for one in parts if text(one.get("type")) in _HAVE_ROOTS for uid in items(one.get("rootElement"))
    ]
    named = (by_id.get(text(uid, _LONG), {}) for uid in roots)
    root: Json = next((one for one in named if text(one.get("type")) == _PACKAGE), {})
    urls = [text(root.get("software_packageUrl"), _LONG)]
    image = NO_IMAGE
    if root.get("software_primaryPurpose") == "container" or _has_image(urls):
        version = text(root.get("software_packageVersion"))
        image = described_image(text(root.get("name"), _LONG), version, urls)
    creation: Json = next((one for one in parts if text(one.get("type")) == "CreationInfo"), {})
    used = (by_id.get(text(uid, _LONG), {}) for uid in items(creation.get("createdUsing")))
    tool = next((name for one in used if (name := text(one.get("name")))), "")
    at = moment(creation.get("created"))
    yield _scan(document, tool, at, image, text(root.get("name"), _LONG), others=len(packages) - bool(root))


def _described_2(content: Json) -> set[str]:
    """The ids of what the document describes: listed, or by relationships."""
    listed = {text(uid, _LONG) for uid in items(content.get("documentDescribes"))}
    for one in maps(content.get("relationships")):
        if one.get("relationshipType") == _DESCRIBES:
            listed.add(text(one.get("relatedSpdxElement"), _LONG))
    return listed - {""}


def _urls_2(package: Json) -> list[str]:
    references = maps(package.get("externalRefs"))
    return [
        text(one.get("referenceLocator"), _LONG) for one in references if one.get("referenceType") == "purl"
    ]


def _has_image(urls: list[str]) -> bool:
    return any(url is not None and image_name(url) for url in map(parse_package_url, urls))


def _scan(document: JsonDocument, tool: str, at: str, image: Described, name: str, *, others: int) -> Scan:
    names, digests = image
    return Scan(
        document.file,
        1,
        _scanner(tool),
        "",
        at,
        "sbom",
        names=names,
        digests=digests,
        folder=None if names else name,
        is_bill=others > 0,
    )


def _scanner(tool: str) -> str:
    """The name of the tool without its version: `syft-1.9.0` is written by syft."""
    return _VERSION.sub("", tool).strip().lower()[:60] or "spdx"
