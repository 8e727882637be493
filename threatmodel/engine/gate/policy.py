"""Reads the policy of a repository, `.bulkhead.yaml`: bars, what is not read, and suppressions."""

from collections.abc import Collection, Iterator
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Final

import jsonschema_rs

from threatmodel.engine.gate.policy_schema import policy_schema
from threatmodel.engine.gate.repository import matches, path_from
from threatmodel.engine.gate.suppressions import Suppression
from threatmodel.engine.importers.import_problems import Problem
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.yaml.limits import YamlLimits
from threatmodel.engine.importers.yaml.reader import YamlMap, as_list, as_map, as_text, read_documents
from threatmodel.engine.importers.yaml.schema_errors import error_line
from threatmodel.engine.model.struct_base import Record

NAME: Final = ".bulkhead.yaml"
_MOST_BYTES: Final = 1024 * 1024
_MOST_ERRORS: Final = 20


class InvalidPolicy(ValueError):
    """A policy cannot be used; each line of the message names file, line and fault."""


class Policy(Record, frozen=True):
    """What the file says; an empty policy is one without a file. `folder` is where its paths begin."""

    file: str = ""
    folder: str = ""
    fail_on: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    suppressions: tuple[Suppression, ...] = ()

    def excludes(self, folder: str, name: str) -> bool:
        """Whether a file is not to be read; relative names start in `folder`."""
        path = path_from(self.folder, folder, name)
        return bool(path) and matches(path, self.exclude)

    def faults(self, today: date) -> tuple[Problem, ...]:
        """Return the suppressions that are not valid on this day, each with its line."""
        judged = ((one.line, one.fault(today)) for one in self.suppressions)
        return tuple([Problem(self.file, line, "error", fault) for line, fault in judged if fault])


def read_policy(path: Path, rules: Collection[str]) -> Policy:
    """Read a policy file. Raises InvalidPolicy, which names everything that is wrong with it."""
    name = path.as_posix()
    try:
        with path.open("rb") as stream:
            text = stream.read(_MOST_BYTES + 1)
    except OSError as fault:
        raise InvalidPolicy(f"{name}: {fault.strerror or fault}") from fault
    return parse_policy(TextFile(name, text), path.absolute().parent.resolve().as_posix(), rules)


def parse_policy(file: TextFile, folder: str, rules: Collection[str]) -> Policy:
    """Return the policy that a file holds; its paths begin in the folder. Raises InvalidPolicy."""
    document = _document(file)
    faults = list(_faults(document, rules))[:_MOST_ERRORS]
    if faults:
        raise InvalidPolicy("\n".join(f"{file.name}:{line}: {fault}" for line, fault in sorted(faults)))
    return Policy(
        file=file.name,
        folder=folder,
        fail_on=_texts(document, "fail_on"),
        methods=_texts(document, "methods"),
        profiles=_texts(document, "profiles"),
        exclude=_texts(document, "exclude"),
        suppressions=tuple([_suppression(one, line) for one, line in _suppressions(document)]),
    )


def _document(file: TextFile) -> YamlMap:
    if not file.data.strip():
        return YamlMap(1)
    read = read_documents(file, YamlLimits(max_bytes=_MOST_BYTES))
    if read.problems:
        raise InvalidPolicy("\n".join(f"{one.file}:{one.line}: {one.message}" for one in read.problems))
    if len(read.documents) != 1 or not isinstance(read.documents[0], YamlMap):
        raise InvalidPolicy(f"{file.name}:1: must be one mapping with keys such as fail_on and suppressions")
    return read.documents[0]


def _faults(document: YamlMap, rules: Collection[str]) -> Iterator[tuple[int, str]]:
    """What is wrong, each with its line: by the schema, and beyond it."""
    for error in jsonschema_rs.validator_for(policy_schema()).iter_errors(document):
        yield error_line(document, error.instance_path, error.kind), _message(error)
    for item, line in _suppressions(document):
        yield from _suppression_faults(_suppression(item, line), item, rules)


def _suppression_faults(one: Suppression, item: YamlMap, rules: Collection[str]) -> Iterator[tuple[int, str]]:
    if one.rule and one.rule not in rules:
        close = get_close_matches(one.rule, rules, n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        yield item.line_of("rule"), f"suppressions: no rule is called {one.rule}{hint}"
    if one.expires:
        try:
            date.fromisoformat(one.expires)
        except ValueError:
            yield item.line_of("expires"), f"suppressions: {one.expires} is not a date; write YYYY-MM-DD"


def _message(error: jsonschema_rs.ValidationError) -> str:
    """What is wrong, after the names of the keys that lead there."""
    place = ".".join(str(step) for step in error.instance_path if isinstance(step, str))
    message = str(error.message)
    if "anyOf" in error.schema_path:
        message = "must name a rule or a fingerprint"
    if unexpected := getattr(error.kind, "unexpected", ()):
        message = f"unknown key {', '.join(unexpected)}"
        policy = policy_schema()["properties"]
        known = sorted(policy["suppressions"]["items"]["properties"] if place else policy)
        close = get_close_matches(str(unexpected[0])[:60], known, n=1)
        message += f"; did you mean {close[0]}?" if close else f"; known are {', '.join(known)}"
    return f"{place}: {message}" if place else message


def _suppressions(document: YamlMap) -> Iterator[tuple[YamlMap, int]]:
    for item, line in as_list(document.get("suppressions")).with_lines():
        if isinstance(item, YamlMap):
            yield item, line


def _suppression(item: YamlMap, line: int) -> Suppression:
    named = ("rule", "element", "file", "fingerprint", "reason", "owner", "expires")
    return Suppression(line, **{name: as_text(as_map(item).get(name)) for name in named})


def _texts(document: YamlMap, key: str) -> tuple[str, ...]:
    return tuple([as_text(item) for item in as_list(document.get(key))])
