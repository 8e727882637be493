"""OpenVEX documents: assessments of vulnerabilities in products."""

from collections.abc import Iterator
from typing import Any, Final

from threatmodel.engine.importers.scanners.finding_types import Scan, Statement, Status
from threatmodel.engine.importers.scanners.json_access import child, items, maps, moment, text, texts
from threatmodel.engine.importers.scanners.json_document import Json, JsonDocument
from threatmodel.engine.importers.scanners.package_url import image_name, package_name, parse_package_url

MARKERS: Final = ("status", "@context")
_STATUS: Final[dict[str, Status]] = {
    "not_affected": "not-affected",
    "affected": "affected",
    "fixed": "fixed",
    "under_investigation": "under-investigation",
}


def matches(content: Json) -> bool:
    """Whether this is an OpenVEX document."""
    return "openvex.dev/ns" in text(content.get("@context"))


def read(document: JsonDocument) -> Iterator[Scan]:
    """Yield the document as a scan that found nothing and states much."""
    content = document.content
    at = moment(content.get("timestamp"))
    statements = tuple(_statements(document, moment(content.get("last_updated")) or at))
    yield Scan(
        document.file, document.line_of(content) or 1, "openvex", "", at, "assessment", statements=statements
    )


def _statements(document: JsonDocument, at: str) -> Iterator[Statement]:
    for raw in maps(document.content.get("statements")):
        status = _STATUS.get(text(raw.get("status")))
        ids = _ids(raw.get("vulnerability"))
        if status is None or not ids:
            continue
        named = text(raw.get("justification")).replace("_", " ") or text(raw.get("impact_statement"), 160)
        written = moment(raw.get("timestamp")) or at
        for product in items(raw.get("products")):
            products, packages = _product(product)
            yield Statement(
                ids, status, named, products, packages, written, document.file, document.line_of(raw)
            )


def _ids(vulnerability: Any) -> frozenset[str]:
    """A name alone until 0.0.1, an object with aliases since 0.2.0."""
    if isinstance(vulnerability, str):
        return frozenset({text(vulnerability, 80)} - {""})
    raw = child(vulnerability)
    name = text(raw.get("name"), 80) or text(raw.get("@id")).rpartition("/")[2][:80]
    return frozenset({name, *texts(raw.get("aliases"))} - {""})


def _product(product: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the product, and the packages in it that the statement is about; none for all of them.

    A product may be a package itself: then the statement holds wherever the package is found.
    """
    names = _names(product)
    urls = [url for name in names if (url := parse_package_url(name))]
    packages = [package_name(url) for url in urls if not image_name(url)]
    if packages and len(packages) == len(urls):
        return (), tuple(dict.fromkeys(packages))
    parts = [part for raw in items(child(product).get("subcomponents")) for part in _names(raw)]
    inside = [package_name(url) if (url := parse_package_url(part)) else part for part in parts]
    return tuple(names), tuple(dict.fromkeys(inside))


def _names(product: Any) -> list[str]:
    if isinstance(product, str):
        return [text(product, 600)] if product else []
    raw = child(product)
    known = [text(raw.get("@id"), 600), *(text(one, 600) for one in child(raw, "identifiers").values())]
    hashes = (
        [f"sha256:{text(child(raw, 'hashes').get('sha-256'))}"] if child(raw, "hashes").get("sha-256") else []
    )
    return [name for name in (*known, *hashes) if name]
