"""What images are built from, for the formats that name their builds."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Final

from threatmodel.engine.importers.dockerfile.file_names import normal_path
from threatmodel.engine.importers.dockerfile.image_build import Build
from threatmodel.engine.importers.dockerfile.reader import Dockerfile, InvalidDockerfile, read_dockerfile
from threatmodel.engine.importers.dockerfile.variables import assigned
from threatmodel.engine.importers.image_uses import BuiltImage
from threatmodel.engine.importers.listened_ports import listened_ports
from threatmodel.engine.importers.model_builder import ImageBase
from threatmodel.engine.importers.parse_int import parse_int
from threatmodel.engine.importers.text_file import TextFile

_FIRST_START: Final = "/docker-entrypoint-initdb.d"  # of the Docker Official Images of databases
_WITHOUT_EFFECT: Final = frozenset(
    {"ADD", "ARG", "COPY", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL", "MAINTAINER", "VOLUME"}
)


def image_bases(files: Sequence[TextFile]) -> Callable[[BuiltImage], ImageBase | None]:
    """The function that returns what an image is built from; None where no Dockerfile of the input does."""
    paths = {normal_path(file.name): file for file in files}

    @cache
    def parsed(path: str) -> Dockerfile | None:
        return _parsed(paths[path].data) if path in paths else None

    def base_of(built: BuiltImage) -> ImageBase | None:
        inline = built.inline
        dockerfile = parsed(built.dockerfile) if inline is None else _parsed(inline.encode())
        if dockerfile is None:
            return None
        build = Build(dockerfile, target=built.target, arguments=built.arguments)
        file = paths[built.dockerfile].name if inline is None else built.source.file
        return ImageBase(
            build.base.reference,
            tuple(_copied(build)),
            tuple(_ports(build)),
            tuple(_variables(build)),
            file,
            starts_as_base=_starts_as_base(build),
        )

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


def _variables(build: Build) -> Iterator[tuple[str, str, int]]:
    """The variables with which its containers start, as far as they are known, and their lines."""
    values = build.variables()
    for instruction in build.of("ENV"):
        for name, _ in assigned(instruction):
            if name in values:
                yield name, values[name], instruction.line


def _starts_as_base(build: Build) -> bool:
    """Whether it adds settings and data that the base reads at its first start, and changes nothing else."""
    if any(instruction.keyword not in _WITHOUT_EFFECT for instruction in build.instructions):
        return False
    copied = (instruction.words() for instruction in build.of("COPY", "ADD"))
    return all(words and words[-1].startswith(_FIRST_START) for words in copied)


def _ports(build: Build) -> Iterator[int]:
    """The ports that it exposes, and those that the command line opens with which it starts."""
    for instruction in build.of("EXPOSE"):
        yield from filter(None, (parse_int(word.partition("/")[0]) for word in instruction.text.split()))
    started = [instruction for keyword in ("ENTRYPOINT", "CMD") for instruction in build.of(keyword)[-1:]]
    yield from listened_ports([word for instruction in started for word in instruction.words()])
