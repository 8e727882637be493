"""Dockerfiles as facts of the images they build.

A Dockerfile that the `build:` of a compose service names says what that service's image is. One that nothing
names gives the image of the manifests that its folder is called after, else an image of its own,
`image:build/<folder>`. The image it starts from becomes an image too, which the built one is `based_on`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import PurePosixPath
from typing import Final

from threatmodel.engine.importers.dockerfile.built_image_facts import image_facts
from threatmodel.engine.importers.dockerfile.image_build import Build
from threatmodel.engine.importers.dockerfile.reader import Dockerfile, InvalidDockerfile, read_dockerfile
from threatmodel.engine.importers.format_protocol import CompanionFiles, ParsedDocument, Phase
from threatmodel.engine.importers.image_uses import BuiltImage
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.listened_ports import listened_ports
from threatmodel.engine.importers.model_builder import ImageBase, ModelBuilder
from threatmodel.engine.importers.parse_int import parse_int
from threatmodel.engine.importers.provenance import inferred, stated
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.model import Source

__all__ = ["IGNORE_FILES", "Dockerfiles", "image_bases", "is_dockerfile", "is_ignore_file"]

_NAME: Final = re.compile(
    r"(?:(?:Dockerfile|Containerfile)(?:[.\-_][\w.-]{1,80})?|[\w.-]{1,80}\.(?:Dockerfile|Containerfile))",
    re.IGNORECASE,
)
_NOT_ONE: Final = (
    ".md",
    ".txt",
    ".yaml",
    ".yml",
    ".json",
    ".py",
    ".sh",
    ".go",
    ".js",
    ".ts",
    ".tmpl",
    ".j2",
    ".bak",
)
_IGNORE: Final = ".dockerignore"
# Folders that say nothing of what is built in them.
_PLAIN_FOLDERS: Final = frozenset({"", ".", "src", "docker", "build", "app", "deploy", "container", "images"})


def is_dockerfile(name: str) -> bool:
    """Whether a file of this name is a Dockerfile."""
    last = _path(name).name
    return bool(_NAME.fullmatch(last)) and not last.lower().endswith((*_NOT_ONE, _IGNORE))


def is_ignore_file(name: str) -> bool:
    """Whether a file of this name keeps files out of a build; only its presence counts."""
    return _path(name).name.endswith(_IGNORE)


class Dockerfiles:
    """Dockerfiles: facts of the images that they build."""

    id: Final = "dockerfile"
    label: Final = "a Dockerfile"
    phase: Final = Phase.FACTS

    def sniff(self, source: TextFile | ParsedDocument, _context: ImportContext) -> TextFile | None:
        """Return a file that is a Dockerfile by its name."""
        return source if isinstance(source, TextFile) and is_dockerfile(source.name) else None

    def read(self, claims: Sequence[TextFile], context: ImportContext) -> None:
        """Add what Dockerfiles say to images, of which all that manifests build are known by now."""
        ignored = [file.name for file in context.claims.of(IGNORE_FILES.id)]
        _import_dockerfiles(claims, ignored, context.builder)


IGNORE_FILES: Final = CompanionFiles("dockerignore", is_ignore_file)


def image_bases(files: Sequence[TextFile]) -> Callable[[BuiltImage], ImageBase | None]:
    """The function that returns what an image is built from; None where no Dockerfile of the input does."""
    paths = {_normal(file.name): file for file in files}

    @cache
    def parsed(path: str) -> Dockerfile | None:
        return _parsed(paths[path].data) if path in paths else None

    def base_of(built: BuiltImage) -> ImageBase | None:
        inline = built.inline
        dockerfile = parsed(built.dockerfile) if inline is None else _parsed(inline.encode())
        if dockerfile is None:
            return None
        build = Build(dockerfile, target=built.target, arguments=built.arguments)
        return ImageBase(build.base.reference, tuple(_copied(build)), tuple(_ports(build)))

    return base_of


def _parsed(data: bytes) -> Dockerfile | None:
    """What a Dockerfile says; None when it cannot be read, which is reported when it is imported."""
    try:
        return read_dockerfile(data)
    except InvalidDockerfile:
        return None


def _copied(build: Build) -> Iterator[tuple[str, str]]:
    """What of the build's context lies in the image, each with its path there."""
    for instruction in build.of("COPY", "ADD"):
        words = instruction.words()
        if instruction.flag("from") is None and len(words) > 1:
            yield from ((source, words[-1]) for source in words[:-1] if "$" not in source)


def _ports(build: Build) -> Iterator[int]:
    """The ports that it exposes, and those that the command line opens with which it starts."""
    for instruction in build.of("EXPOSE"):
        yield from filter(None, (parse_int(word.partition("/")[0]) for word in instruction.text.split()))
    started = [instruction for keyword in ("ENTRYPOINT", "CMD") for instruction in build.of(keyword)[-1:]]
    yield from listened_ports([word for instruction in started for word in instruction.words()])


def _import_dockerfiles(files: Sequence[TextFile], ignored: Iterable[str], builder: ModelBuilder) -> None:
    """Give the images of the model what their Dockerfiles say; `ignored` names the .dockerignore files."""
    paths = {_normal(file.name): file for file in files}
    ignore_files = frozenset(_normal(name) for name in ignored)
    named: set[str] = set()
    for build in builder.images.builds:
        file = paths.get(build.dockerfile) if build.inline is None else None
        if file is not None:
            named.add(build.dockerfile)
            _describe(file, build, ignore_files, builder)
        elif build.inline is not None:
            _describe(TextFile(build.source.file, build.inline.encode()), build, ignore_files, builder)
    for path in sorted(paths.keys() - named):
        _import_unnamed(paths[path], path, ignore_files, builder)


def _import_unnamed(file: TextFile, path: str, ignore_files: frozenset[str], builder: ModelBuilder) -> None:
    folder = _naming_folder(path)
    named = builder.images.called(folder) if folder else ()
    if named:
        uid = named[0]
        why = f"Assumed Dockerfile: {file.name}, because its folder has the name of the image."
        facts = {
            "built_here": inferred(value=True, why=why, file=file.name, line=1),
            "publisher": inferred("own", why=why, file=file.name, line=1),
        }
        for one in named:
            builder.images.describe(one, facts)
    else:
        uid = builder.images.add_built(_image_name(path), source=Source("file", file.name, 1))
    _describe(file, BuiltImage(uid, path, source=Source("file", file.name, 1)), ignore_files, builder)


def _describe(file: TextFile, built: BuiltImage, ignore_files: frozenset[str], builder: ModelBuilder) -> None:
    inside = built.source.line if built.inline is not None else 0  # a block scalar starts on the next line
    try:
        dockerfile = read_dockerfile(file.data)
    except InvalidDockerfile as fault:
        line = fault.line + inside if fault.line else 0
        builder.report(file.name, line, "error", f"{fault} The Dockerfile is ignored.")
        return
    _report_target(file.name, dockerfile, built, builder)
    build = Build(dockerfile, target=built.target, arguments=built.arguments)
    ignoring = bool(_ignore_names(built.dockerfile, built.context) & ignore_files)
    facts = image_facts(build, file=file.name, ignore_file=ignoring, first_line=inside)
    facts["dockerfile"] = stated(file.name, file=file.name, line=build.last.line + inside)
    base = build.base
    builder.images.describe_build(built.uid, facts, base.reference)
    if base.reference is not None:
        builder.add_base_image(
            built.uid, base.reference, source=Source("file", file.name, base.line + inside)
        )


def _report_target(name: str, dockerfile: Dockerfile, built: BuiltImage, builder: ModelBuilder) -> None:
    known = {stage.name for stage in dockerfile.stages}
    if built.target and parse_int(built.target) is None and built.target.lower() not in known:
        message = (
            f"`target` names the stage {built.target[:60]}, which does not exist in {name}; "
            "the last stage is used."
        )
        builder.report(built.source.file, built.source.line, "warning", message)


def _ignore_names(dockerfile: str, context: str) -> set[str]:
    """Where Docker looks for what to leave out of a build."""
    folder = context or str(_path(dockerfile).parent)
    return {_normal(f"{folder}/{_IGNORE}"), f"{dockerfile}{_IGNORE}"}


def _naming_folder(path: str) -> str:
    """The nearest folder whose name says what is built; an empty string when none does."""
    parents = _path(path).parent.parts
    return next((part for part in reversed(parents) if part.lower() not in _PLAIN_FOLDERS), "")


def _image_name(path: str) -> str:
    """A name for what nothing else names: the folder, and what distinguishes the file from others in it."""
    place = _path(path)
    words = [
        word
        for word in re.split(r"[.\-_]", place.name)
        if word.lower() not in {"dockerfile", "containerfile"}
    ]
    folder = str(place.parent).strip("./") or "."
    name = "/".join([folder, *words]) if words else folder
    cleaned = re.sub(r"[^a-z0-9/]+", "-", name.lower()).strip("-/")
    return cleaned or "image"


def _normal(name: str) -> str:
    return str(PurePosixPath(*_collapsed(_path(name).parts)))


def _collapsed(parts: Iterable[str]) -> list[str]:
    found: list[str] = []
    for part in parts:
        if part == ".." and found and found[-1] not in {"..", "/"}:
            found.pop()
        elif part != ".":
            found.append(part)
    return found


def _path(name: str) -> PurePosixPath:
    return PurePosixPath(name.replace("\\", "/"))
