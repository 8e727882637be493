"""Which image is which: those that were read against those that a model has already.

An image that is alone of its repository is called by that (`image:redis`), beside others by its reference
(`image:redis:7`). What an import calls an image may therefore be another one in the model. Of each
repository, in this order, an image that was read is the known one

1. of the same tag or digest;
2. that a scan may be of, when nothing that was read uses it and only one may be meant;
3. whose place it takes: the import would leave the known one without use, and either the same containers used
   it, or it is the only one replaced and this the only one that is new.

So a new tag leaves the image, its threats and all decisions on them what they are. One that is none of the
known ones gets a uid that none of them has.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from threatmodel.engine.importers.image_reference import IMAGE, image_name
from threatmodel.engine.model import Model
from threatmodel.engine.model.struct_base import Record

_USES: Final = ("uses_image", "based_on")


class KnownImage(Record, frozen=True):
    """An image that a model has.

    `users` are the containers and images that refer to it. `kept`: something refers to it that the import
    does not cover. `gone`: an earlier import no longer found it.
    """

    uid: str
    tag: str = ""
    digest: str = ""
    built_here: bool = False
    users: frozenset[str] = frozenset()
    kept: bool = False
    gone: bool = False


def known_image(
    uid: str,
    facts: Mapping[str, object],
    users: Iterable[str],
    *,
    kept: bool = False,
    gone: bool = False,
) -> KnownImage | None:
    """The image with the values of these facts; None for one that no import named."""
    if not uid.startswith(IMAGE):
        return None
    tag, digest = str(facts.get("tag", "")), str(facts.get("digest", ""))
    return KnownImage(uid, tag, digest, facts.get("built_here") is True, frozenset(users), kept, gone)


def match_images(model: Model, known: Iterable[KnownImage]) -> dict[str, str]:
    """Return the uids that differ when each image that was read is called as the known one that it is."""
    there: dict[str, list[KnownImage]] = defaultdict(list)
    for image in known:
        there[image_name(image.uid)].append(image)
    read: dict[str, list[_Read]] = defaultdict(list)
    for one in _images_of(model) if there else ():
        read[image_name(one.uid)].append(one)
    found: dict[str, str] = {}
    for name, images in read.items():
        if name in there:
            found |= _Matching(images, there[name]).uids()
    return {uid: new for uid, new in found.items() if uid != new}


class _Read(Record, frozen=True):
    """An image that was read; `scanned`: only a report of a scanner names it."""

    uid: str
    tag: str
    digest: str
    users: frozenset[str]
    scanned: bool


def _images_of(model: Model) -> Iterator[_Read]:
    for uid in model.of_kind("image"):
        element = model.elements[uid]
        tag, digest = (str(fact.value) if (fact := element.facts.get(n)) else "" for n in ("tag", "digest"))
        users = frozenset(user for kind in _USES for user in model.related_to_uids(kind, uid))
        yield _Read(uid, tag, digest, users, not users and element.source.origin == "inferred")


class _Matching:
    """The images of one repository, matched one after the other."""

    def __init__(self, read: Sequence[_Read], known: Sequence[KnownImage]) -> None:
        self._read = read
        self._known = known
        self._uids: dict[str, str] = {}

    def uids(self) -> dict[str, str]:
        """The uid in the model of each image that was read."""
        for one in self._read:
            same = [image for image in self._free() if _is_same(one, image)]
            if same:
                self._uids[one.uid] = min(same, key=lambda image: (image.uid != one.uid, image.uid)).uid
        for one in self._left():
            meant = [image for image in self._free() if not image.gone and _may_be(one, image)]
            if one.scanned and len(meant) == 1:
                self._uids[one.uid] = meant[0].uid
        self._match_replaced(lambda one, image: not one.users.isdisjoint(image.users))
        self._match_replaced(lambda _one, _image: True)
        for one in self._left():
            self._uids[one.uid] = self._new_uid(one)
        return self._uids

    def _match_replaced(self, may_be: Callable[[_Read, KnownImage], bool]) -> None:
        """Match each image that takes the place of one known image alone, if no other takes it as well."""
        new = [one for one in self._left() if not one.scanned]
        replaced = [image for image in self._free() if not image.kept and not image.gone]
        pairs = [(one, image) for one in new for image in replaced if may_be(one, image)]
        takers = Counter(one.uid for one, _ in pairs)
        places = Counter(image.uid for _, image in pairs)
        for one, image in pairs:
            if takers[one.uid] == 1 and places[image.uid] == 1:
                self._uids[one.uid] = image.uid

    def _left(self) -> list[_Read]:
        return [one for one in self._read if one.uid not in self._uids]

    def _free(self) -> list[KnownImage]:
        taken = set(self._uids.values())
        return [image for image in self._known if image.uid not in taken]

    def _new_uid(self, one: _Read) -> str:
        """Its own uid, else that with its version, else with a number."""
        taken = {image.uid for image in self._known} | set(self._uids.values())
        version = f"@{one.digest}" if one.digest else f":{one.tag}" if one.tag else ""
        whole = f"{IMAGE}{image_name(one.uid)}{version}"
        wanted = (one.uid, whole, *(f"{whole}-{number}" for number in range(2, len(taken) + 3)))
        return next(uid for uid in wanted if uid not in taken)


def _is_same(one: _Read, image: KnownImage) -> bool:
    if one.digest and image.digest:
        return one.digest == image.digest
    return one.tag == image.tag and one.digest == image.digest


def _may_be(one: _Read, image: KnownImage) -> bool:
    """Whether a scan may be of a known image: one that is built here has other tags while it is built."""
    if image.built_here:
        return True
    return not (one.digest and image.digest) and (not image.tag or one.tag == image.tag)
