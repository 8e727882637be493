"""The `.env` beside a compose file, whose variables are filled in, and what `env_file` and `label_file` name.

Variables that hold credentials are passed over in all of them.
"""

import io
import posixpath
import re
from collections.abc import Iterable, Mapping
from typing import Final

from dotenv import dotenv_values

from threatmodel.engine.importers.compose.inclusion import Inclusion, beside, inclusions
from threatmodel.engine.importers.compose.settings import Setting
from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.redaction import is_credential_name, is_credential_value
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.yaml_reader import YamlList, YamlMap, YamlValue
from threatmodel.engine.importers.yaml_values import Tagged

_NAME: Final = ".env"
_LABELS: Final = ".labels"
_LARGEST: Final = 256 * 1024  # bytes
_LONGEST_CHAIN: Final = 20  # of files that include each other
_LONGEST: Final = 65_536  # characters of one filled text
_VARIABLE: Final = re.compile(
    r"\$(?:(?P<dollar>\$)|(?P<bare>[A-Za-z_]\w{0,200})"
    r"|\{(?P<name>[A-Za-z_]\w{0,200})(?:(?P<operator>:?[-?+])(?P<word>[^{}$]{0,2000}))?\})"
)

Variables = Mapping[str, str]


def is_environment_file(name: str) -> bool:
    """Whether a file of this name holds variables or labels: the `.env` of its folder, or web.labels."""
    return posixpath.basename(name.replace("\\", "/")).endswith((_NAME, _LABELS))


def with_environment(documents: Iterable[Document], files: Iterable[TextFile]) -> list[Document]:
    """The documents with the variables of the `.env` in their folder filled in.

    A file that is included has those of who includes it, and below them those of its own files. `$$`, unknown
    variables and those that hold credentials stay as they are written.
    """
    given = list(documents)
    scopes = _Scopes(given, files)
    filled = []
    for document in given:
        known = scopes.of(document)
        filled.append(Document(document.file, _filled_map(document.content, known)) if known else document)
    return filled


class _Scopes:
    """The variables that are known in each document."""

    def __init__(self, documents: Iterable[Document], files: Iterable[TextFile]) -> None:
        self._files = {_path(file.name): _variables(file) for file in files}
        self._including: dict[str, tuple[Document, Inclusion]] = {}
        for document in documents:
            for inclusion in inclusions(document):
                self._including.setdefault(inclusion.file, (document, inclusion))

    def of(self, document: Document) -> Variables:
        """The variables by name. Source: Compose specification, "Include"."""
        return self._of(_path(document.file), ())

    def _of(self, file: str, chain: tuple[str, ...]) -> Variables:
        if file not in self._including or file in chain or len(chain) > _LONGEST_CHAIN:
            return self._files.get(posixpath.join(posixpath.dirname(file), _NAME), {})
        document, inclusion = self._including[file]
        own: dict[str, str] = {}
        default = _path(posixpath.join(inclusion.folder, _NAME))
        for path in [beside(one) for one in inclusion.env_files] or [default]:
            own |= self._files.get(path, {})
        return {**own, **self._of(_path(document.file), (*chain, file))}


def profiles_of(files: Iterable[TextFile]) -> frozenset[str]:
    """The profiles that `.env` files switch on with COMPOSE_PROFILES."""
    named = (_variables(file).get("COMPOSE_PROFILES", "") for file in files if _is_default(file))
    return frozenset(name.strip() for names in named for name in names.split(",") if name.strip())


def environments_of(files: Iterable[TextFile]) -> dict[str, dict[str, Setting]]:
    """What each file of variables says, by its path, with the line of each variable. It is never kept."""
    return {_path(file.name): _settings(file) for file in files}


def _settings(file: TextFile) -> dict[str, Setting]:
    lines: dict[str, int] = {}
    for number, line in enumerate(file.data.decode("utf-8-sig", errors="replace").splitlines(), 1):
        name = line.partition("=")[0].strip().removeprefix("export ").strip()
        lines[name] = number  # of a variable that is set twice, the last counts
    return {name: Setting(value, file.name, lines.get(name, 0)) for name, value in _variables(file).items()}


def _is_default(file: TextFile) -> bool:
    return posixpath.basename(file.name.replace("\\", "/")) == _NAME


def _variables(file: TextFile) -> Variables:
    if len(file.data) > _LARGEST:
        return {}
    text = file.data.decode("utf-8-sig", errors="replace")
    values = dotenv_values(stream=io.StringIO(text), interpolate=False)
    return {
        name: value
        for name, value in values.items()
        if value is not None and not is_credential_name(name) and not is_credential_value(value)
    }


def _path(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/"))


def _filled(value: YamlValue, known: Variables) -> YamlValue:
    if isinstance(value, str):
        return _filled_text(value, known) if "$" in value else value
    if isinstance(value, Tagged):
        return Tagged(_filled(value.kept, known), value.line)
    if isinstance(value, YamlMap):
        return _filled_map(value, known)
    if isinstance(value, YamlList):
        filled = YamlList(value.line)
        for index, item in enumerate(value):
            filled.put(_filled(item, known), value.line_at(index))
        return filled
    return value


def _filled_map(content: YamlMap, known: Variables) -> YamlMap:
    filled = YamlMap(content.line)
    filled.merge_depth = content.merge_depth
    for key, value in content.items():
        filled.put(key, _filled(value, known), content.line_of(key))
    return filled


def _filled_text(text: str, known: Variables) -> str:
    filled = _VARIABLE.sub(lambda match: _value(match, known), text)
    return filled if len(filled) <= _LONGEST else text


def _value(match: re.Match[str], known: Variables) -> str:
    name = match["bare"] or match["name"]
    if match["dollar"] or name not in known:
        return match[0]
    value, operator, word = known[name], match["operator"] or "", match["word"] or ""
    if operator.endswith("+"):
        value = word if value or operator == "+" else ""
    elif not value and operator.startswith(":"):
        return match[0]  # an empty variable counts as unset, so the default decides
    return value.replace("$", "$$")
