"""The images of one input: one for each reference, and one for what several services build alike.

While the input is read, an image is called by its whole reference (`image:redis:7`). In the model it is
called by its repository alone (`image:redis`) unless the input uses several references of that: so a new tag
leaves it the same image, and all decisions on it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from threatmodel.engine.importers.image_facts import ImageUse, image_facts
from threatmodel.engine.importers.image_reference import DOCKER_HUB, IMAGE, ImageReference
from threatmodel.engine.importers.products.images import product_of
from threatmodel.engine.importers.products.registries import publisher_of
from threatmodel.engine.importers.provenance import inferred
from threatmodel.engine.model import Fact, Source
from threatmodel.engine.model.struct_base import Record

_BUILT: Final = f"{IMAGE}build/"
_SEVERAL: Final = 3  # images of one account that nobody knows: hardly all of a stranger


_Told = tuple[Mapping[str, Fact], ImageReference | None]


class ImageInUse(Record, frozen=True):
    """An image as something uses it."""

    uid: str
    reference: ImageReference
    built_here: bool


class BuiltImage(Record, frozen=True):
    """An image that the input says is built here, and from what.

    `dockerfile` and `context` are paths as the input's files are named; `inline` is the text of a
    Dockerfile at `source`. `arguments` are the build arguments whose values are known.
    """

    uid: str
    dockerfile: str
    source: Source
    context: str = ""
    target: str = ""
    arguments: Mapping[str, str] = {}
    inline: str | None = None

    @property
    def recipe(self) -> tuple[object, ...]:
        """What decides on its content: images that are built by the same are the same."""
        arguments = tuple(sorted(self.arguments.items()))
        return self.dockerfile, self.context, self.target, arguments, self.inline


class ImageElement(Record, frozen=True):
    """An image as it is in the model; no `registry` where the input builds it."""

    uid: str
    name: str
    source: Source
    facts: Mapping[str, Fact]
    registry: ImageUse | None


class ImageUses:
    """What importers find of images; `uids` and `elements` are asked when all are found."""

    def __init__(self) -> None:
        self._uses: dict[str, list[ImageUse]] = {}
        self._described: dict[str, dict[str, Fact]] = {}  # what else is known of images
        self._scanned: dict[str, ImageUse] = {}  # images that only a scan names
        self._builds: list[BuiltImage] = []
        self._from_dockerfile: dict[str, _Told] = {}

    def add(self, reference: ImageReference, *, source: Source, built_here: bool = False) -> str:
        """Note that something uses an image, and return what it is called."""
        self._uses.setdefault(reference.uid, []).append(ImageUse(reference, source, built_here))
        return reference.uid

    def add_build(self, build: BuiltImage) -> None:
        """Note what an image is built from."""
        self._builds.append(build)

    def add_built(self, name: str, *, source: Source) -> str:
        """Note an image that is built here and that nothing uses, and return what it is called."""
        reference = ImageReference(DOCKER_HUB, f"build/{name}", tag_known=False)
        return self.add(reference, source=source, built_here=True)

    def add_scanned(self, reference: ImageReference, *, source: Source) -> str:
        """Note an image that a scan names and nothing uses, and return what it is called."""
        self._scanned.setdefault(reference.uid, ImageUse(reference, source, built_here=False))
        return reference.uid

    def describe(self, uid: str, facts: Mapping[str, Fact]) -> None:
        """Give facts to an image; what is said first stays, and has precedence over what its name says."""
        known = self._described.setdefault(uid, {})
        known.update({name: fact for name, fact in facts.items() if name not in known})

    def describe_build(self, uid: str, facts: Mapping[str, Fact], base: ImageReference | None) -> None:
        """Give an image what its Dockerfile says of it, which names the file and the stage."""
        self._from_dockerfile[uid] = facts, base
        self.describe(uid, facts)

    @property
    def builds(self) -> tuple[BuiltImage, ...]:
        """What is known to be built here, the same build once."""
        first: dict[tuple[object, ...], BuiltImage] = {}
        for build in self._builds:
            known = first.get(build.recipe)
            if known is None or _by_name(build.uid) < _by_name(known.uid):
                first[build.recipe] = build
        return tuple(first.values())

    def in_use(self) -> Iterator[ImageInUse]:
        """The images that something uses, in the order of their references."""
        own = self._built_names()
        for uid, uses in sorted(self._uses.items()):
            yield ImageInUse(uid, uses[0].reference, uses[0].reference.name in own)

    def called(self, name: str) -> tuple[str, ...]:
        """The images of the one repository whose last part is this name, unless others publish it."""
        wanted = name.lower()
        found = [
            image
            for image in self.in_use()
            if image.reference.repository.rpartition("/")[2] == wanted
            and publisher_of(image.reference) not in {"official", "verified"}
        ]
        several = len({image.reference.name for image in found}) > 1
        return () if several else tuple(image.uid for image in found)

    def folders(self) -> Iterator[tuple[str, str]]:
        """Each image that is built here with the folder it is built from."""
        named = {build.uid for build in self._builds}
        for build in self.builds:
            yield build.uid, build.context or build.dockerfile.rpartition("/")[0]
        for uid, file in self.dockerfiles():
            if uid not in named:
                yield uid, file.rpartition("/")[0]

    def dockerfiles(self) -> Iterator[tuple[str, str]]:
        """Each image whose Dockerfile was read, with the file."""
        for uid, facts in self._described.items():
            if "dockerfile" in facts:
                yield uid, str(facts["dockerfile"].value)

    def uids(self) -> dict[str, str]:
        """The uids in the model by what images were called so far."""
        same = self._same_builds()
        references = {uid: uses[0].reference for uid, uses in self._uses.items()}
        references |= {uid: use.reference for uid, use in self._scanned.items() if uid not in references}
        of_name: dict[str, set[str]] = defaultdict(set)
        for uid in references:
            first = same.get(uid, uid)
            of_name[references[first].name].add(first)
        alone = {uid: f"{IMAGE}{name}" for name, uids in of_name.items() if len(uids) == 1 for uid in uids}
        return {uid: alone.get(same.get(uid, uid), same.get(uid, uid)) for uid in references}

    def elements(self) -> Iterator[ImageElement]:
        """The images as they are in the model, by uid."""
        own, uids, ours = self._built_names(), self.uids(), self._own_accounts()
        uses: dict[str, list[ImageUse]] = defaultdict(list)
        described: dict[str, dict[str, Fact]] = defaultdict(dict)
        for called in sorted(uids, key=_by_name):
            uses[uids[called]] += sorted(self._uses.get(called, ()), key=_place)
            described[uids[called]] = {**self._described.get(called, {}), **described[uids[called]]}
        for uid, ones in sorted(uses.items()):
            if ones:
                reference = ones[0].reference
                known = _published_by_us(ones[0]) if _account(reference) in ours else {}
                yield _used(uid, ones, {**known, **described[uid]}, built_here=reference.name in own)
        for called in sorted(self._scanned.keys() - self._uses.keys()):
            yield _scanned(uids[called], self._scanned[called], described[uids[called]])

    def _built_names(self) -> frozenset[str]:
        """The repositories that the input builds an image of."""
        return frozenset(use.reference.name for uses in self._uses.values() for use in uses if use.built_here)

    def _own_accounts(self) -> frozenset[str]:
        """Accounts that publish so many images of the system that they are likely its own.

        An image without a name of its own is from no account.
        """
        named = (uses[0].reference for uid, uses in self._uses.items() if not uid.startswith(_BUILT))
        names = {reference.name: reference for reference in named}
        others = Counter(
            _account(reference)
            for reference in names.values()
            if publisher_of(reference) == "community" and product_of(reference) is None
        )
        return frozenset(account for account, count in others.items() if count >= _SEVERAL)

    def _same_builds(self) -> dict[str, str]:
        """The image that each one is which is built alike.

        Without a name of their own, so are images of one Dockerfile when it says the same of both, whatever
        their arguments are.
        """
        first = {build.recipe: build.uid for build in self.builds}
        of_file: dict[object, list[tuple[str, _Told]]] = defaultdict(list)
        for recipe, uid in sorted(first.items(), key=lambda item: item[1]):
            told = self._from_dockerfile.get(uid)
            if told is not None and uid.startswith(_BUILT):
                known = of_file[told[0]["dockerfile"].value]
                first[recipe] = next((one for one, others in known if others == told), uid)
                known.append((uid, told))
        return {build.uid: first[build.recipe] for build in self._builds if build.uid in self._uses}


def _by_name(uid: str) -> tuple[bool, str]:
    """The order of images that are built alike: those that have a name of their own come first."""
    return uid.startswith(_BUILT), uid


def _account(reference: ImageReference) -> str:
    """Whose account on a public registry an image is from."""
    return f"{reference.registry}/{reference.repository.partition('/')[0]}"


def _published_by_us(use: ImageUse) -> dict[str, Fact]:
    account = _account(use.reference)
    why = f"Several images of this system are from {account}, so that is likely its own account."
    return {"publisher": inferred("own", why=why, file=use.source.file, line=use.source.line)}


def _place(use: ImageUse) -> tuple[str, int]:
    return use.source.file, use.source.line


def _used(uid: str, uses: list[ImageUse], described: Mapping[str, Fact], *, built_here: bool) -> ImageElement:
    first = uses[0]
    facts = {**image_facts(first, built_here=built_here), **described}
    return ImageElement(uid, first.reference.title, first.source, facts, None if built_here else first)


def _scanned(uid: str, use: ImageUse, described: Mapping[str, Fact]) -> ImageElement:
    """An image that only a scan names; the manifests that use it are not in the input."""
    reference, source = use.reference, use.source
    named = {
        "repository": reference.repository,
        "registry": reference.registry,
        "tag": reference.tag_used,
        "digest": reference.digest,
    }
    facts = {
        name: inferred(value, why=source.why, file=source.file, line=source.line)
        for name, value in named.items()
        if value
    }
    return ImageElement(uid, reference.title, source, {**facts, **described}, use)
