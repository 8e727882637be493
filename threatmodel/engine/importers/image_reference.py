"""References of images: registry, repository, tag and digest, as the grammar of Docker reads them."""

import re
from typing import Final

from threatmodel.engine.model.short_text_cache import kept_for_short_texts
from threatmodel.engine.model.struct_base import Record

DOCKER_HUB: Final = "docker.io"
LIBRARY: Final = "library/"
IMAGE: Final = "image:"  # before the name in the uid of an image
_SHOWN: Final = len("sha256:") + 12  # characters of a digest
_HUB_ALIASES: Final = frozenset(
    {"docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"}
)
# The grammar of distribution/reference (reference/regexp.go), with bounds instead of open repetition.
_PATH: Final = re.compile(r"[a-z0-9]+(?:[._/-]{1,3}[a-z0-9]+){0,60}", re.IGNORECASE)
_TAG: Final = re.compile(r"\w[\w.-]{0,127}")
_LONGEST: Final = 1_000  # characters; names of hosts and of repositories have 255 each, digests 170
_DIGEST: Final = re.compile(r"[A-Za-z][\w.+-]{0,40}:[0-9a-fA-F]{32,128}")


class ImageReference(Record, frozen=True):
    """An image as a container names it.

    `repository` is the full path within the registry (library/redis). An empty `tag` with `tag_known`
    means that none is written, so it is latest; without `tag_known` a variable decides.
    """

    registry: str
    repository: str
    tag: str = ""
    digest: str = ""
    tag_known: bool = True

    @property
    def name(self) -> str:
        """The reference without tag and digest, as people write it: redis, grafana/grafana, quay.io/a/b."""
        if self.registry == DOCKER_HUB:
            return self.repository.removeprefix(LIBRARY)
        return f"{self.registry}/{self.repository}"

    @property
    def tag_used(self) -> str:
        """The tag, which is latest where none is written; empty for a digest alone or an unknown tag."""
        return self.tag or ("latest" if self.tag_known and not self.digest else "")

    @property
    def title(self) -> str:
        """The image as it is shown: with its tag, and the start of its digest."""
        return image_title(self.name, self.tag_used, self.digest)

    @property
    def uid(self) -> str:
        """The uid of the image's element beside others of its repository; alone it has that of the name."""
        tag = self.tag_used
        version = f"@{self.digest}" if self.digest else f":{tag}" if tag else ""
        return f"{IMAGE}{self.name}{version}"

    @property
    def is_latest(self) -> bool:
        """Whether it is used by latest, or by no tag and no digest."""
        return self.tag_used == "latest" and not self.digest


def image_title(name: str, tag: str, digest: str) -> str:
    """An image as it is shown: with its tag, and the start of its digest."""
    return name + (f":{tag}" if tag else "") + (f"@{digest[:_SHOWN]}" if digest else "")


def image_name(uid: str) -> str:
    """The name of the image's repository in the uid of its element: quay.io/a/b of image:quay.io/a/b:1."""
    path, slash, last = uid.removeprefix(IMAGE).partition("@")[0].rpartition("/")
    return f"{path}{slash}{last.partition(':')[0]}"


@kept_for_short_texts  # the same images are used again and again
def parse_image(text: str) -> ImageReference | None:
    """Read an image reference; None when the text is none (a bare variable), or too long."""
    if len(text) > _LONGEST:
        return None
    rest, at, digest = text.strip().partition("@")
    if at and not _DIGEST.fullmatch(digest):
        return None
    head, slash, tail = rest.partition("/")
    if slash and (any(c in head for c in ".:") or head == "localhost"):
        registry, path = head.lower(), tail
    else:
        registry, path = DOCKER_HUB, rest
    path, colon, tag = path.partition(":")
    if not _PATH.fullmatch(path) or len(path) > 255 or (colon and not _TAG.fullmatch(tag)):
        return None
    if registry in _HUB_ALIASES:
        registry = DOCKER_HUB
        path = path if "/" in path else LIBRARY + path
    return ImageReference(registry, path, tag, digest)
