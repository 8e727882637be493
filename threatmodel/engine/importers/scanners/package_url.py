"""Package URLs (purl), as far as images and package names need them."""

from typing import Final

from packageurl import PackageURL

from threatmodel.engine.model.short_text_cache import kept_for_short_texts

_LONGEST: Final = 2_000  # characters


@kept_for_short_texts  # one package has many vulnerabilities
def parse_package_url(text: str) -> PackageURL | None:
    """Read a package URL; None when the text is none."""
    if not text.startswith("pkg:") or len(text) > _LONGEST:
        return None
    try:
        return PackageURL.from_string(text)
    except ValueError:
        return None


def image_name(url: PackageURL) -> str:
    """The reference of the image that an oci or docker URL names, else an empty text."""
    if url.type == "oci":
        place = url.qualifiers.get("repository_url") or url.name
        if place.rpartition("/")[2].lower() != url.name:  # it may name the registry alone
            place = f"{place.rstrip('/')}/{url.name}"
    elif url.type == "docker":
        place = "/".join(
            part for part in (url.qualifiers.get("repository_url"), url.namespace, url.name) if part
        )
    else:
        return ""
    tag = url.qualifiers.get("tag", "") or ("" if image_digest(url) else url.version)
    return f"{place}:{tag}" if tag else place


def image_digest(url: PackageURL) -> str:
    """The digest that the URL names as its version, else an empty text."""
    version = url.version or ""
    return version if version.startswith("sha256:") else ""


def package_name(url: PackageURL) -> str:
    """The name under which scanners list the package: maven by group:artifact, npm and go by their paths."""
    if url.type == "maven" and url.namespace:
        return f"{url.namespace}:{url.name}"
    if url.type in {"npm", "golang", "composer", "github"} and url.namespace:
        return f"{url.namespace}/{url.name}"
    return url.name
