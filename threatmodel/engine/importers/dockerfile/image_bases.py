"""What images are built from, for the formats that name their builds."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from threatmodel.engine.importers.dockerfile.file_names import normal_path
from threatmodel.engine.importers.dockerfile.image_build import Build
from threatmodel.engine.importers.dockerfile.reader import Dockerfile, InvalidDockerfile, read_dockerfile
from threatmodel.engine.importers.image_uses import BuiltImage
from threatmodel.engine.importers.listened_ports import listened_ports
from threatmodel.engine.importers.model_builder import ImageBase
from threatmodel.engine.importers.parse_int import parse_int
from threatmodel.engine.importers.text_file import TextFile


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
