"""Images that a controller is told to start: options and variables whose names end in `image`."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from threatmodel.engine.importers.image_reference import ImageReference, parse_image
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.workloads.command_line import words_with_lines
from threatmodel.engine.importers.kubernetes.workloads.environment import Entry
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.variable_names import name_words
from threatmodel.engine.model import Source
from threatmodel.engine.model.short_text_cache import kept_for_short_texts

_RELATED: Final = ["related", "image"]  # RELATED_IMAGE_WEBHOOK, as operators of OpenShift call them
_OPTION: Final = re.compile(r"--?[A-Za-z][\w.-]{0,60}")
# With a folder and a tag or digest, and nothing that a path or address has besides: pictures are files too.
_PATH: Final = r"(?:/[\w.-]{1,100}){1,8}"
_VERSION: Final = r"(?::[\w.-]{1,128})?(?:@sha256:[0-9a-f]{64})?"
_REFERENCE: Final = re.compile(rf"[a-z0-9][\w.-]{{0,200}}(?::\d{{1,5}})?{_PATH}{_VERSION}")
# Nothing else is written like this, whatever the option is called: quay.io/prometheus/node-exporter:v1.9.1.
_CERTAIN: Final = re.compile(
    rf"[a-z0-9-]{{1,60}}(?:\.[a-z0-9-]{{1,60}}){{1,5}}{_PATH}:v?\d{{1,5}}\.\d[\w.-]{{0,60}}"
)


def add_named_images(builder: ModelBuilder, uid: str, container: Section, entries: Iterable[Entry]) -> None:
    """Add the images, and that the container deploys them."""
    found = [*_of_arguments(container), *_of_variables(entries)]
    own = parse_image(container.text("image")) if found else None
    for reference, line in found:
        if own is None or reference.uid != own.uid:
            source = Source("file", container.file, line)
            builder.relate("deploys", uid, builder.images.add(reference, source=source))


def _of_arguments(container: Section) -> Iterator[tuple[ImageReference, int]]:
    words = words_with_lines(container)
    for (word, line), (following, next_line) in pairwise([*words, ("", 0)] if words else ()):
        option, equals, value = word.partition("=")
        given = value if equals else following
        if _OPTION.fullmatch(option) and (_names_image(option) or _CERTAIN.fullmatch(given)):
            reference = _reference(given)
            if reference is not None:
                yield reference, line if equals else next_line


def _of_variables(entries: Iterable[Entry]) -> Iterator[tuple[ImageReference, int]]:
    for entry in entries:
        reference = _reference(entry.value or "") if _names_image(entry.name) else None
        if reference is not None:
            yield reference, entry.section.line


@kept_for_short_texts  # the same names come again and again
def _names_image(name: str) -> bool:
    words = name_words(name)
    return words[-1:] == ["image"] or words[:2] == _RELATED


def _reference(text: str) -> ImageReference | None:
    if not _REFERENCE.fullmatch(text):
        return None
    found = parse_image(text)
    return found if found is not None and (found.tag or found.digest) else None
