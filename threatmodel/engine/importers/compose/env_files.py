"""The `.env` beside a compose file, whose variables are filled in, and what `env_file` and `label_file` name.

Repositories keep samples of these files, for the real ones hold secrets: a sample replaces the file that
the input lacks, which is reported. Variables that hold credentials are ignored in all of them.
"""

import io
import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Final

from dotenv.parser import Binding, parse_stream

from threatmodel.engine.importers.compose.include import Inclusion, beside, inclusions
from threatmodel.engine.importers.compose.interpolation import interpolate
from threatmodel.engine.importers.compose.merged_values import MergedValue
from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.environment_facts import EnvCredential
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.redaction import (
    is_credential,
    is_credential_name,
    is_credential_value,
    is_file_name,
    is_literal,
    is_weak_credential,
    redacted,
    users_of,
)
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.yaml.map_strings import map_strings
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap

_NAME: Final = ".env"
_CREDENTIAL: Final = "PASSWORD"  # a name that says what it holds
# .env.example, env.example and example.env are samples of .env, web.env.sample is one of web.env.
_SAMPLE: Final = re.compile(
    r"(?P<real>[\w.-]{0,80}\.env(?:[.-][\w-]{1,40})?)[.-](?:example|sample|template|dist|defaults?)"
    r"|env[.-](?:example|sample|template|dist|defaults?)|(?:example|sample|template|defaults?)\.env",
    re.IGNORECASE,
)
_LARGEST: Final = 256 * 1024  # bytes
_LONGEST_CHAIN: Final = 20  # of files that include each other
_LONGEST_PASSED: Final = 8_192  # characters of a value that `environment` names
_LONGEST: Final = 65_536  # characters of one filled text
# A key that was pasted without quotes: its lines would be read as names of variables.
_PASTED_KEY: Final = re.compile(r"(-----BEGIN [A-Z ]{1,60}-----)[\s\S]*?(?:-----END [A-Z ]{1,60}-----|\Z)")
_VARIABLE: Final = re.compile(
    r"\$(?:(?P<dollar>\$)|(?P<bare>[A-Za-z_]\w{0,200})"
    r"|\{(?P<name>[A-Za-z_]\w{0,200})(?:(?P<operator>:?[-?+])(?P<word>[^{}$]{0,2000}))?\})"
)

Variables = Mapping[str, str]


def read_env_files(files: Sequence[TextFile], context: ImportContext) -> None:
    """Read the variables of each file, for the formats that refer to them."""
    for file in files:
        _report_unread(file, context.builder)
    context.env_files = _environments_of(files)
    context.env_values = {path: _all_settings(file) for path, file in _by_path(files).items()}
    context.env_credentials = credentials_of(files, frozenset())


def credentials_of(files: Iterable[TextFile], passwords: Set[str]) -> dict[str, dict[str, EnvCredential]]:
    """The credentials of files of variables, by their paths; `passwords` are further names of some."""
    return {path: _credentials(path, file, passwords) for path, file in _by_path(files).items()}


def with_environment(
    documents: Iterable[Document],
    files: Iterable[TextFile],
    builder: ModelBuilder,
    passwords: Set[str] = frozenset(),
) -> list[Document]:
    """The documents with the variables of the `.env` in their folder filled in, but for the `passwords`.

    A file that is included has those of who includes it, and below them those of its own files. `$$`, unknown
    variables and those that hold credentials stay as they are written.
    """
    given = list(documents)
    scopes = _Scopes(given, files, passwords)
    filled = []
    for document in given:
        known = scopes.of(document)
        content = _with_passed_on(_filled(document.content, known), known) if known else document.content
        filled.append(Document(document.file, content))
        if known and (sample := scopes.sample_of(document)) is not None:
            message = (
                f"Its .env file is missing; variables have the values of {sample}. Add the "
                ".env file to use the actual values."
            )
            builder.report(document.file, 0, "info", message)
    return filled


class _Scopes:
    """The variables that are known in each document."""

    def __init__(self, documents: Iterable[Document], files: Iterable[TextFile], passwords: Set[str]) -> None:
        self._named = _by_path(files)
        self._files = {path: _without(_variables(file), passwords) for path, file in self._named.items()}
        self._including: dict[str, tuple[Document, Inclusion]] = {}
        self._known: dict[str, Variables] = {}
        for document in documents:
            for inclusion in inclusions(self._with_own(document)):
                self._including.setdefault(inclusion.file, (document, inclusion))

    def _with_own(self, document: Document) -> Document:
        """The document with the variables of the `.env` beside it, which names of included files may have."""
        known = self._files.get(posixpath.join(posixpath.dirname(_path(document.file)), _NAME), {})
        if not known or "include" not in document.content:
            return document
        return Document(document.file, _filled(document.content, known))

    def of(self, document: Document) -> Variables:
        """The variables by name. Source: Compose specification, "Include"."""
        path = _path(document.file)
        if path not in self._known:
            self._known[path] = self._of(path, ())
        return self._known[path]

    def sample_of(self, document: Document) -> str | None:
        """The name of the sample that replaces the `.env` beside a document, when one does."""
        path = posixpath.join(posixpath.dirname(_path(document.file)), _NAME)
        file = self._named.get(path)
        return posixpath.basename(file.name) if file is not None and _path(file.name) != path else None

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
    defaults = [file for path, file in _by_path(files).items() if posixpath.basename(path) == _NAME]
    named = (_variables(file).get("COMPOSE_PROFILES", "") for file in defaults)
    return frozenset(name.strip() for names in named for name in names.split(",") if name.strip())


def _environments_of(files: Iterable[TextFile]) -> dict[str, dict[str, MergedValue]]:
    """What each file of variables says, by its path, with the line of each variable. It is never kept."""
    return {path: _settings(file) for path, file in _by_path(files).items()}


def _without(known: Variables, names: Set[str]) -> Variables:
    return {name: value for name, value in known.items() if name not in names} if names else known


def _credentials(path: str, file: TextFile, passwords: Set[str] = frozenset()) -> dict[str, EnvCredential]:
    """The variables of a file that hold a credential: where each is set, and whether it is trivial."""
    if len(file.data) > _LARGEST:
        return {}
    lines, is_sample = _lines_of(file), _path(file.name) != path
    values = {one.key: one.value for one in _bindings(file) if one.key is not None and one.value is not None}
    users = users_of(values.items())
    return {
        name: EnvCredential(
            file.name,
            lines.get(name, 0),
            weak=is_weak_credential(_CREDENTIAL if name in passwords else name, value, users),
            empty=not value,
            sample=is_sample,
        )
        for name, value in values.items()
        if _judged(_CREDENTIAL if name in passwords else name, value, is_sample=is_sample, users=users)
    }


def _judged(name: str, value: str, *, is_sample: bool, users: frozenset[str]) -> bool:
    """Whether a value is a credential to judge: in a sample, only a trivial one that may stay as it is."""
    if not value:
        return not is_sample and is_weak_credential(name, value)
    weak = is_weak_credential(name, value, users)
    return weak or (
        not is_sample and is_literal(value) and not is_file_name(value) and is_credential(name, value)
    )


def _by_path(files: Iterable[TextFile]) -> dict[str, TextFile]:
    """The files by their paths, and samples by those of the files that they replace."""
    found = {_path(file.name): file for file in files}
    for path in sorted(found):
        match = _SAMPLE.fullmatch(posixpath.basename(path))
        if match is not None:
            found.setdefault(posixpath.join(posixpath.dirname(path), match["real"] or _NAME), found[path])
    return found


def _settings(file: TextFile) -> dict[str, MergedValue]:
    lines = _lines_of(file)
    values = {**_addresses(file), **_variables(file)}
    return {name: MergedValue(value, file.name, lines.get(name, 0)) for name, value in values.items()}


def _addresses(file: TextFile) -> Variables:
    """The addresses of a file that hold a login, without it; what is credential besides that stays out."""
    if len(file.data) > _LARGEST:
        return {}
    given = {one.key: one.value for one in _bindings(file) if one.key and one.value and "://" in one.value}
    addresses = {name: redacted(value) for name, value in given.items()}
    return {name: value for name, value in addresses.items() if not is_credential_value(value)}


def _all_settings(file: TextFile) -> dict[str, MergedValue]:
    """The variables of a file as they are written, with those that hold credentials."""
    if len(file.data) > _LARGEST:
        return {}
    lines = _lines_of(file)
    return {
        one.key: MergedValue(one.value, file.name, lines.get(one.key, 0))
        for one in _bindings(file)
        if one.key is not None and one.value is not None
    }


def _lines_of(file: TextFile) -> dict[str, int]:
    """The line of each variable; of one that is set twice, the last counts."""
    lines: dict[str, int] = {}
    for number, line in enumerate(file.data.decode("utf-8-sig", errors="replace").splitlines(), 1):
        name = line.partition("=")[0].strip().removeprefix("export ").strip()
        lines[name] = number
    return lines


def _bindings(file: TextFile) -> list[Binding]:
    """The lines of a file of variables, as python-dotenv reads them."""
    text = _PASTED_KEY.sub(r"\1", file.data.decode("utf-8-sig", errors="replace"))
    return list(parse_stream(io.StringIO(text)))


def _report_unread(file: TextFile, builder: ModelBuilder) -> None:
    """Report lines that set no variable, once for each file; what they hold may be part of a secret."""
    unread = [one.original.line for one in _bindings(file) if one.error] if len(file.data) <= _LARGEST else []
    if unread:
        which = "This line is" if len(unread) == 1 else f"This line and {len(unread) - 1} more are"
        message = f"{which} not of the form NAME=value and ignored; multi-line values need quotes."
        builder.report(file.name, unread[0], "warning", message)


def _variables(file: TextFile) -> Variables:
    if len(file.data) > _LARGEST:
        return {}
    values = {one.key: one.value for one in _bindings(file) if one.key is not None}
    known: dict[str, str] = {}
    left = _LONGEST + len(
        file.data
    )  # what variables may grow by, each of which may name others over and over
    for name, value in values.items():
        if value is not None and not is_credential_name(name) and not is_credential_value(value):
            known[name] = _referring(value, known) if "$" in value and left > 0 else value
            left -= max(0, len(known[name]) - len(value))
    return known


def _referring(value: str, known: Variables) -> str:
    """A value of a file with those above it filled in, and the defaults of what is not known."""

    def filling(match: re.Match[str]) -> str:
        found = _value(match, known)
        return match[0] if found is None else found

    filled = interpolate(_VARIABLE.sub(filling, value))
    return filled if len(filled) <= _LONGEST else value


def _path(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/"))


def _filled(content: YamlMap, known: Variables) -> YamlMap:
    return map_strings(content, lambda text: _filled_text(text, known) if "$" in text else text)


def _with_passed_on(content: YamlMap, known: Variables) -> YamlMap:
    """The content with the variables that `environment` names without a value, which come from the `.env`."""
    passed: dict[str, str] = {}  # each written once, however often it is named
    services = content.get("services", content)
    for service in services.values() if isinstance(services, YamlMap) else ():
        environment = service.get("environment") if isinstance(service, YamlMap) else None
        if isinstance(environment, YamlMap):
            for name, value in list(environment.items()):
                if value is None and _is_passed(name, known):
                    environment.put(name, _escaped(known[name]), environment.line_of(name))
        elif isinstance(environment, YamlList):
            for index, item in enumerate(environment):
                if isinstance(item, str) and _is_passed(item, known):
                    if item not in passed:
                        passed[item] = f"{item}={_escaped(known[item])}"
                    environment[index] = passed[item]
    return content


def _is_passed(name: str, known: Variables) -> bool:
    return name in known and len(known[name]) <= _LONGEST_PASSED


def _filled_text(text: str, known: Variables) -> str:
    def filling(match: re.Match[str]) -> str:
        value = _value(match, known)
        return match[0] if value is None else _escaped(value)

    filled = _VARIABLE.sub(filling, text)
    return filled if len(filled) <= _LONGEST else text


def _value(match: re.Match[str], known: Variables) -> str | None:
    """The value of a variable; None when it stays as it is written."""
    name = match["bare"] or match["name"]
    if match["dollar"] or name not in known:
        return None
    value, operator, word = known[name], match["operator"] or "", match["word"] or ""
    if operator.endswith("+"):
        value = word if value or operator == "+" else ""
    elif not value and operator.startswith(":"):
        return None  # an empty variable counts as unset, so the default decides
    return value


def _escaped(value: str) -> str:
    return value.replace("$", "$$")
