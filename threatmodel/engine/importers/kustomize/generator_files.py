"""The files that generators of ConfigMaps and Secrets name, as far as the input has them."""

import json
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from threatmodel.engine.importers.compose import PROXY_CONFIGS
from threatmodel.engine.importers.import_context import ImportContext, UnclaimedDocuments
from threatmodel.engine.importers.text_file import TextFile

_MOST: Final = 1_000  # files
_LONGEST: Final = 1_048_576  # characters of one, as much as a ConfigMap may hold


@dataclass(frozen=True, slots=True)
class GeneratorFiles:
    """Files by their paths: what those of variables say, and the texts of others; to look at and forget.

    `used` are the names of files that the context notes as read.
    """

    variables: Mapping[str, Mapping[str, Any]]
    others: Mapping[str, TextFile | UnclaimedDocuments] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def text(self, path: str) -> str | None:
        """The text of a file, of JSON and YAML with one setting on a line; None where the input lacks it."""
        found = self.others.get(path)
        if found is None:
            return None
        if isinstance(found, TextFile):
            return found.data.decode("utf-8-sig", errors="replace")[:_LONGEST]
        self.used.add(found.file)
        contents = (json.dumps(content, indent=0, default=str) for content, _line in found.documents)
        return "\n".join(contents)[:_LONGEST]


def generator_files(context: ImportContext) -> GeneratorFiles:
    """Return the files of an input that generators may name."""
    texts = context.claims.of(PROXY_CONFIGS.id)[:_MOST]
    documents = context.unclaimed[:_MOST]
    others = {
        **{_path(one.name): one for one in texts},
        **{_path(one.file): one for one in documents},
    }
    return GeneratorFiles(context.env_values, others, context.used_files)


def _path(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/"))
