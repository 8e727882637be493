"""Package URLs (purl), as far as images and package names need them."""

from urllib.parse import parse_qsl, unquote

from threatmodel.engine.model.struct_base import Record


class PackageUrl(Record, frozen=True):
    """The parts of pkg:type/namespace/name@version?qualifiers."""

    type: str
    namespace: str
    name: str
    version: str
    qualifiers: dict[str, str]


def parse_package_url(text: str) -> PackageUrl | None:
    """Read a package URL; None when the text is none."""
    if not text.startswith("pkg:"):
        return None
    rest, _, query = text[4:].partition("#")[0].partition("?")
    path, at, version = rest.rpartition("@")
    if not at or "/" in version:
        path, version = rest, ""
    parts = [unquote(part) for part in path.strip("/").split("/") if part]
    if len(parts) < 2:
        return None
    qualifiers = dict(parse_qsl(query, max_num_fields=50)) if query.count("&") < 50 else {}
    return PackageUrl(parts[0].lower(), "/".join(parts[1:-1]), parts[-1], unquote(version), qualifiers)


def image_name(url: PackageUrl) -> str:
    """The reference of the image that an oci or docker URL names, else an empty text."""
    if url.type == "oci":
        place = url.qualifiers.get("repository_url") or url.name
        if place.rpartition("/")[2] != url.name:  # it may name the registry alone
            place = f"{place.rstrip('/')}/{url.name}"
    elif url.type == "docker":
        place = "/".join(
            part for part in (url.qualifiers.get("repository_url"), url.namespace, url.name) if part
        )
    else:
        return ""
    tag = url.qualifiers.get("tag", "") or ("" if _is_digest(url.version) else url.version)
    return f"{place}:{tag}" if tag else place


def image_digest(url: PackageUrl) -> str:
    """The digest that the URL names as its version, else an empty text."""
    return url.version if _is_digest(url.version) else ""


def package_name(url: PackageUrl) -> str:
    """The name under which scanners list the package: maven by group:artifact, npm and go by their paths."""
    if url.type == "maven" and url.namespace:
        return f"{url.namespace}:{url.name}"
    if url.type in {"npm", "golang", "composer", "github"} and url.namespace:
        return f"{url.namespace}/{url.name}"
    return url.name


def _is_digest(version: str) -> bool:
    return version.startswith("sha256:")
