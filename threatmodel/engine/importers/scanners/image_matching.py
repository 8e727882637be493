"""Which image of the model a scan is about, whatever its registry is called in the report."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import takewhile
from pathlib import PurePosixPath
from typing import Final

from threatmodel.engine.importers.image_reference import ImageReference, parse_image
from threatmodel.engine.importers.image_uses import ImageInUse
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.scanners.finding_types import Scan
from threatmodel.engine.importers.scanners.package_url import image_digest, image_name, parse_package_url
from threatmodel.engine.model import Source
from threatmodel.engine.model.struct_base import Record

_ARCHIVES: Final = (".tar", ".tgz", ".tar.gz", ".oci")


class ImageNotFound(ValueError):
    """A scan cannot be tied to an image; the message says why and what to do."""


class Artifact(Record, frozen=True):
    """The image a scan is about: its element, and the tag it was scanned by."""

    uid: str
    tag: str = ""


class ImageIndex:
    """The images of the model, found by what reports call them."""

    def __init__(self, builder: ModelBuilder) -> None:
        self._builder = builder
        self._known = tuple(builder.images.in_use())
        self._by_name: dict[str, list[ImageInUse]] = defaultdict(list)
        for image in self._known:
            self._by_name[image.reference.name].append(image)
        self._by_digest = {
            image.reference.digest: image.uid for image in self._known if image.reference.digest
        }

    def of_scan(self, scan: Scan) -> Artifact:
        """The image of a scan; one that nothing uses becomes an element.

        Raises ImageNotFound when the report names none, or another version than the one in use.
        """
        references = list(_references(scan.names))
        digests = {*scan.digests, *(reference.digest for reference in references)} - {""}
        tag = next((reference.tag for reference in references if reference.tag), "")
        for digest in sorted(digests):
            if digest in self._by_digest:
                return Artifact(self._by_digest[digest], tag)
        for reference in references:
            if images := self._by_name.get(reference.name):
                return Artifact(_scanned_of(images, references, digests).uid, tag)
        built = next((uid for reference in references if (uid := self._built(reference))), "")
        if built:
            return Artifact(built, tag)
        if not references:
            raise ImageNotFound("The report does not name its image; scan the image by its reference.")
        source = Source(
            "inferred", scan.file, scan.line, why="It was scanned, but nothing in the input uses it."
        )
        return Artifact(self._builder.images.add_scanned(references[0], source=source), tag)

    def of_product(self, product: str) -> str | None:
        """The element of the image that an assessment names by reference, package URL or digest."""
        url = parse_package_url(product)
        name, digest = (image_name(url), image_digest(url)) if url else (product, "")
        if product.startswith("sha256:"):
            digest, name = product, ""
        if digest in self._by_digest:
            return self._by_digest[digest]
        for reference in _references([name]):
            if reference.digest in self._by_digest:
                return self._by_digest[reference.digest]
            images = self._by_name.get(reference.name, ())
            if image := next((one for one in images if _is_meant(one, reference)), None):
                return image.uid
            if not images and (built := self._built(reference)):
                return built
        return None

    def of_files(self, folder: str, path: str, report: str) -> str | None:
        """The one image built here whose folder holds a scanned file; None when there is none, or several.

        Paths of a report start where its scanner did, mostly at a folder that the report lies in as well.
        """
        place = [
            part
            for part in PurePosixPath(f"{folder}/{path}".replace("\\", "/")).parts
            if part not in {".", "/"}
        ]
        found: dict[int, set[str]] = {}
        for uid, context in self._builder.images.folders():
            parts = [part for part in PurePosixPath(context).parts if part not in {".", "/"}]
            inside = _below_shared(parts, PurePosixPath(report.replace("\\", "/")).parts)
            for known in (parts, inside):
                if _stands_in(known, place):
                    found.setdefault(len(known), set()).add(uid)
        deepest = found[max(found)] if found else set()
        return next(iter(deepest)) if len(deepest) == 1 else None

    def _built(self, reference: ImageReference) -> str:
        """An image that is built here without a name of its own: compose calls it <project>-<service>."""
        last = reference.repository.rpartition("/")[2].lower()
        found = [
            image.uid
            for image in self._known
            if image.built_here and image.uid.startswith("image:build/") and _is_called(last, image.uid)
        ]
        return found[0] if len(found) == 1 else ""


def _is_called(name: str, uid: str) -> bool:
    own = uid.removeprefix("image:build/").rpartition("/")[2].lower()
    return name == own or name.endswith((f"-{own}", f"_{own}"))


def _references(names: Iterable[str]) -> Iterator[ImageReference]:
    for name in names:
        bare = name.removeprefix("docker://").removeprefix("registry:").removeprefix("docker:")
        if bare.startswith(("sha256:", "/", "./", "../")) or bare.lower().endswith(_ARCHIVES):
            continue
        reference = parse_image(bare.removeprefix("localhost/"))
        if reference is not None and reference.repository.islower():  # no image is called REDACTED
            yield reference


def _scanned_of(
    images: Sequence[ImageInUse], references: Iterable[ImageReference], digests: Set[str]
) -> ImageInUse:
    """Which image of a repository a scan is of; where the version in use is not known, it is believed.

    Raises ImageNotFound when it is of a version that nothing uses.
    """
    tags = {reference.tag_used for reference in references} - {""}
    same = [image for image in images if image.reference.tag_used in tags]
    believed = same or [image for image in images if image.built_here or _may_be(image.reference, digests)]
    if same or len(believed) == 1:
        return believed[0]
    name, used = images[0].reference.name, sorted({image.reference.tag_used for image in images} - {""})
    if not used:
        raise ImageNotFound(
            f"The scan is for another digest of {name} than the one in use; scan the digest in use."
        )
    theirs = ", ".join(sorted(tags)) or "another digest"
    raise ImageNotFound(
        f"The scan is for {name}:{theirs[:100]}, but {', '.join(used)[:100]} is in use; the "
        "scan is ignored. Scan the tag in use."
    )


def _may_be(reference: ImageReference, digests: Set[str]) -> bool:
    """Whether a reference may be what was scanned, as far as it says."""
    return not reference.tag_used and not (reference.digest and digests)


def _is_meant(image: ImageInUse, reference: ImageReference) -> bool:
    """An assessment of a certain tag is not one of another; one of a mere name is about every version."""
    used = image.reference.tag_used
    return not reference.tag or image.built_here or not used or reference.tag == used


def _below_shared(folder: list[str], report: Iterable[str]) -> list[str]:
    """The folder's parts below the last folder that it shares with the report."""
    own = [part for part in report if part not in {".", "/"}][:-1]
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(folder, own, strict=False)))
    return folder[shared:]


def _stands_in(folder: list[str], place: list[str]) -> bool:
    """Whether the folder's parts follow each other in the path of a file."""
    last = len(place) - len(folder)
    return any(place[start : start + len(folder)] == folder for start in range(last + 1))
