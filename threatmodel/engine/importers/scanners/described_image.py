"""The image that a bill of materials describes, by what it is called there."""

from collections.abc import Iterable

from threatmodel.engine.importers.scanners.package_url import image_digest, image_name, parse_package_url

Described = tuple[tuple[str, ...], tuple[str, ...]]
"""The names of an image and its digests."""

NO_IMAGE: Described = ((), ())


def described_image(
    name: str, version: str, urls: Iterable[str], *, names: Iterable[str] = (), digests: Iterable[str] = ()
) -> Described:
    """Return what the root component of a bill says of its image.

    `version` is its tag or digest, `urls` are package URLs, `names` and `digests` what else it gives. Names
    that tools give on purpose come first.
    """
    every, sums = [*names], [*digests]
    for text in urls:
        url = parse_package_url(text)
        if url is not None and (named := image_name(url)):
            every.append(named)
            sums += [image_digest(url)] if image_digest(url) else []
    if version.startswith("sha256:"):
        sums.append(version)
    elif version and name and ":" not in name.rpartition("/")[2]:
        name = f"{name}:{version}"
    return tuple(dict.fromkeys([*every, *([name] if name else ())])), tuple(dict.fromkeys(sums))
