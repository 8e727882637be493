"""What is wrong with the shape of a bulkhead.yaml, each with its line and the remedy."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from itertools import islice
from typing import Any, Final

import jsonschema_rs

from threatmodel.engine.importers.bulkhead_yaml.schema import VERSION, model_schema
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue
from threatmodel.engine.importers.yaml.schema_errors import error_line
from threatmodel.engine.model import is_storable

POLICY_KEYS: Final = frozenset({"fail_on", "suppressions", "exclude"})
_MOST_ERRORS: Final = 100  # more are cut by the reader anyway
_MOST_OPTIONS: Final = 40
_TYPES: Final = {
    "object": "a mapping",
    "array": "a list",
    "string": "text, in quotes where it looks like a number, a date or yes and no",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}
_LISTS: Final = frozenset({"threats", "relations"})
_ABOUT: Final = {
    "due": "write a date as YYYY-MM-DD",
    "expires": "write a date as YYYY-MM-DD",
    "at": "write a date as YYYY-MM-DD",
    "fingerprint": "copy the 32 hex digits from the JSON report",
    "base": "leave it as the application wrote it, or remove it",
    "uid": "leave it as the application wrote it, or remove it",
    "rule": "write the id of a rule, as reports have it",
}


def document_faults(document: YamlMap) -> Iterator[tuple[int, str]]:
    """Yield line and message of what is wrong, in no order; nothing when the shape is right."""
    if wrong := document.keys() & POLICY_KEYS:
        name = min(wrong)
        yield (
            document.line_of(name),
            f"{name} belongs to the policy of the gate: move it to .bulkhead.yaml, which is another file.",
        )
        return
    if "schema" not in document:
        yield document.line, f"The key schema is missing: begin the file with schema: {VERSION}."
        return
    for error in islice(_validator().iter_errors(document), _MOST_ERRORS):
        line = error_line(document, error.instance_path, error.kind)
        yield line, f"{_keys_to(error.instance_path)}{_message(error)}"
    for text, line in _texts(document):
        if not is_storable(text):
            yield line, "A text contains a NUL or an incomplete character; remove it."


@cache
def _schema() -> dict[str, Any]:
    return model_schema()


@cache
def _validator() -> Any:
    return jsonschema_rs.validator_for(_schema())


def _keys_to(path: Sequence[str | int]) -> str:
    """The keys that lead to an error, as the start of its message."""
    named = [str(step) for step in path if isinstance(step, str)]
    return f"{'.'.join(named)[:200]}: " if named else ""


def _message(error: Any) -> str:
    """What is wrong, and what to write instead."""
    say = _MESSAGES.get(error.kind.name)
    return (say(error) if say else str(error.message))[:1000]


def _unknown_keys(error: Any) -> str:
    given = [str(key) for key in error.kind.unexpected]
    known = sorted(_schema_at(error.schema_path).get("properties", ()))
    if not known:  # of a mapping whose keys are addresses
        return f"unknown key {', '.join(given)[:100]}"
    close = _closest(given[0], known)
    return f"unknown key {', '.join(given)[:100]};{close} known are {', '.join(known)}"


def _wrong_type(error: Any) -> str:
    if error.instance is None:
        return "is empty; write its value, or remove the key"
    wanted = " or ".join(_TYPES.get(one, one) for one in error.kind.types)
    keys = _schema_at(error.schema_path).get("properties", ())
    return f"must be {wanted}" + (f" with the keys {', '.join(keys)}" if keys else "")


def _no_option(error: Any) -> str:
    options = [str(one) for one in error.kind.options]
    given = str(error.instance)
    shown = ", ".join(options[:_MOST_OPTIONS])
    return f"{given[:60]} is not known;{_closest(given, options)} write one of {shown}"


def _no_alternative(error: Any) -> str:
    path = [step for step in error.instance_path if isinstance(step, str)]
    if inner := _inner_fault(error):
        return inner
    if path and path[-1] in _LISTS:
        return "name each threat by rule and element, or by manual alone, and nothing else"
    if path and path[-1] == "in":
        return "must be the address of an element in quotes, or '' for inside nothing"
    if error.instance is None:
        return "is empty; write its value, or remove the key"
    return "must be a value or a mapping with known keys: value, and by, at (YYYY-MM-DD) and why"


def _inner_fault(error: Any) -> str:
    """What is wrong inside a mapping whose keys are right; else empty."""
    given = error.instance
    if not isinstance(given, Mapping):
        return ""
    depth = len(error.instance_path)
    fits = [one for one in error.kind.context if one and all(len(it.instance_path) > depth for it in one)]
    if len(fits) != 1:
        return ""
    fault = fits[0][0]
    return f"{fault.instance_path[depth]}: {_message(fault)}"


def _no_match(error: Any) -> str:
    path = [step for step in error.instance_path if isinstance(step, str)]
    remedy = _ABOUT.get(path[-1] if path else "", "remove line breaks and spaces at its ends")
    return f"{str(error.instance)[:60]!r} cannot be read; {remedy}"


def _wrong_name(error: Any) -> str:
    named = str(error.kind.error.instance)[:60]
    return f"a key here cannot be called {named!r}; facts are lower case with underscores, addresses one line"


_MESSAGES: Final[Mapping[str, Callable[[Any], str]]] = {
    "additionalProperties": _unknown_keys,
    "anyOf": _no_alternative,
    "const": lambda _: f"this release reads {VERSION} alone; write that, or use a newer release of Bulkhead",
    "enum": _no_option,
    "maxItems": lambda error: f"has more than {error.kind.limit} entries; remove some",
    "maxLength": lambda error: f"is longer than {error.kind.limit} characters; shorten it",
    "maximum": lambda error: f"must be {error.kind.limit} or less",
    "minItems": lambda _: "is an empty list; add an entry",
    "minLength": lambda _: "is empty; write its value, or remove the key",
    "minProperties": lambda _: "says nothing; add a key, or remove it",
    "minimum": lambda error: f"must be {error.kind.limit} or more",
    "pattern": _no_match,
    "propertyNames": _wrong_name,
    "required": lambda error: f"the key {error.kind.property} is missing; add it",
    "type": _wrong_type,
    "uniqueItems": lambda _: "says something twice; keep one",
}


def _closest(given: str, known: Sequence[str]) -> str:
    close = get_close_matches(given[:60], known, n=1)
    return f" did you mean {close[0]}?" if close else ""


def _schema_at(path: Sequence[Any]) -> Mapping[str, Any]:
    """The schema of the value that an error with this path is about."""
    schema: Any = _schema()
    for step in list(path)[:-1]:
        schema = schema.get(step, {}) if isinstance(schema, dict) else schema[step]
    return schema if isinstance(schema, dict) else {}


def _texts(document: YamlMap) -> Iterable[tuple[str, int]]:
    waiting: list[tuple[YamlValue, int]] = [(document, document.line)]
    while waiting:
        value, line = waiting.pop()
        if isinstance(value, YamlMap):
            waiting += [(part, value.line_of(key)) for key, part in value.items()]
            yield from ((key, value.line_of(key)) for key in value)
        elif isinstance(value, YamlList):
            waiting += list(value.with_lines())
        elif isinstance(value, str):
            yield value, line
