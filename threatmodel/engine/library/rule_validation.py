"""Checks rules and controls that a team enters, before anything of them is compiled, kept or evaluated.

What ships is written by people who run its tests. What a team enters may be wrong or hostile, so besides the
schema it is bounded by construction: an expression of bounded length and nesting, comprehensions at most two
deep that never build a list, and no value of an element but its named facts. What such an expression can
cost is then a low power of the length of the lists in the model; analysis/rule_sandbox.py bounds the rest.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import jsonschema_rs

from threatmodel.engine.library import file_schemas
from threatmodel.engine.library.cel import cel
from threatmodel.engine.library.cel_errors import at, blanked, open_quote, syntax_messages
from threatmodel.engine.library.condition_names import SCOPES, facts_read
from threatmodel.engine.library.loader import Library
from threatmodel.engine.library.rules import (
    TEAM_PREFIX,
    TITLE_WORDS,
    InvalidRule,
    Rule,
    build_rule,
    check_fact,
    resolution_problems,
    rule_schema,
)
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.struct_base import Record

MAX_EXPRESSION: Final = 2_000  # characters, as in the schema; repeated here for a clearer message
MAX_DEPTH: Final = 2  # comprehensions inside each other
MAX_COMPREHENSIONS: Final = 12  # in one expression
MAX_BRACKETS: Final = 24  # inside each other
MAX_LIST: Final = 64  # entries of one list that is written out
_MAX_TEXT: Final = 4_000
_MAX_ENTRIES: Final = 20  # kinds, evidence, controls, references of one rule

_FORBIDDEN_TEXT: Final = re.compile(r"'''|\"\"\"|//|(?<![\w.])[rRbB]{1,2}['\"]")
_WORD: Final = re.compile(r"[A-Za-z_]\w*")
_MACRO: Final = re.compile(r"\.\s*(exists|exists_one|all|map|filter)\s*\(\s*(\w*)")
_BUILDS: Final = frozenset({"map", "filter"})
_TOKEN: Final = re.compile(r"\.\s*(?:exists|exists_one|all)\s*\(|[()\[\]{},]")
_TITLE_NAME: Final = re.compile(r"\{([^{}]*)\}")
_FUNCTIONS: Final = frozenset(
    {"size", "has", "startsWith", "endsWith", "contains", "matches", "int", "double", "string", "exists",
     "exists_one", "all", "lowerAscii"}
)  # fmt: skip
_HOLDERS: Final = frozenset({"self", "crosses", *SCOPES})


class FieldError(Record, frozen=True):
    """What keeps an entry from being used. `place` is the field at fault."""

    place: str
    message: str


class InvalidDefinition(ValueError):
    """A rule or control that cannot be used; `errors` says everything that is wrong with it."""

    def __init__(self, errors: list[FieldError]) -> None:
        self.errors = tuple(errors)
        super().__init__("; ".join(f"{error.place}: {error.message}" for error in errors[:5]))


def validate_rule(raw: Mapping[str, Any], library: Library) -> Rule:
    """Return the rule when it may be used with the controls and references of `library`.

    Raises InvalidDefinition with all errors, by field. Nothing is compiled before its length and nesting are
    known to be small.
    """
    if errors := [*_oversized(raw), *_schema_errors(rule_schema(), raw)]:
        raise InvalidDefinition(_first_by_place(errors))
    errors = [
        *_id_errors(raw["id"]),
        *_cause_errors(raw),
        *_reference_errors(raw, library),
        *_title_errors(raw),
    ]
    for place, expression, names in _expressions(raw):
        errors.extend(FieldError(place, message) for message in expression_errors(expression, names))
    if errors:
        raise InvalidDefinition(errors)
    try:
        rule = build_rule(raw, where=raw["id"])
    except InvalidRule as error:
        raise InvalidDefinition([FieldError("when", str(error).removeprefix(f"{raw['id']}: "))]) from error
    if errors := list(_fact_errors(rule)):
        raise InvalidDefinition(errors)
    return rule


def validate_control(name: str, raw: Mapping[str, Any], library: Library) -> None:
    """Raise InvalidDefinition unless the control may be used with the references of `library`."""
    errors = [*_id_errors(name), *_schema_errors(file_schemas.CONTROLS["additionalProperties"], raw)]
    unknown = [one for one in raw.get("references", ()) if one not in library.references]
    if unknown:
        errors.append(FieldError("references", f"Unknown reference {', '.join(unknown)}."))
    if errors:
        raise InvalidDefinition(errors)


def expression_errors(expression: str, names: frozenset[str]) -> Iterator[str]:
    """Yield why the expression is refused; `names` are the variables it may use."""
    if len(expression) > MAX_EXPRESSION:
        yield f"At most {MAX_EXPRESSION} characters; this expression has {len(expression)}."
        return
    if odd := _FORBIDDEN_TEXT.search(blanked(expression)):
        yield at(expression, odd.start(), "use plain quotes, and no comments.")
        return
    if (quote := open_quote(expression)) >= 0:
        yield at(expression, quote, "the quote is not closed.")
        return
    stripped = blanked(expression)
    shape = _shape(stripped)
    if shape.brackets > MAX_BRACKETS:
        yield f"Brackets may be nested at most {MAX_BRACKETS} deep; these are {shape.brackets}."
        return
    macros = _MACRO.findall(stripped)
    if built := sorted({macro for macro, _ in macros} & _BUILDS):
        yield f"{', '.join(built)} would build lists: use exists, exists_one or all."
    if shape.depth > MAX_DEPTH:
        yield f"Comprehensions may be nested at most {MAX_DEPTH} deep; these are {shape.depth}."
    if len(macros) > MAX_COMPREHENSIONS:
        yield f"At most {MAX_COMPREHENSIONS} comprehensions; this has {len(macros)}."
    if shape.longest > MAX_LIST:
        yield f"A literal list has at most {MAX_LIST} entries; this one has {shape.longest}."
    yield from _name_errors(stripped, names | {variable for _, variable in macros if variable})


@dataclass(slots=True)
class _Shape:
    depth: int = 0  # of comprehensions
    brackets: int = 0
    longest: int = 0  # entries between two brackets


def _shape(stripped: str) -> _Shape:
    """How deep and how long the expression is, without parsing it: the parser is not trusted with more."""
    shape = _Shape()
    stack: list[list[int]] = []  # of each open bracket: whether a macro opened it, and its entries
    for sign in _TOKEN.findall(stripped):
        if sign == ",":
            if stack:
                stack[-1][1] += 1
                shape.longest = max(shape.longest, stack[-1][1])
        elif sign in ")]}":
            if stack:
                stack.pop()
        else:
            stack.append([sign[0] == ".", 1])
            shape.brackets = max(shape.brackets, len(stack))
            shape.depth = max(shape.depth, sum(is_macro for is_macro, _ in stack))
    return shape


def _name_errors(stripped: str, names: frozenset[str]) -> Iterator[str]:
    """Yield names that do not exist, and facts that are not read by name."""
    try:
        program = cel.compile(stripped)
    except ValueError as error:
        yield from islice(syntax_messages(error), 1)
        return
    known = ", ".join(sorted(names & _HOLDERS)) or "item"
    for unknown in sorted(set(program.variables()) - names):
        yield at(stripped, _place(stripped, unknown), f"unknown name {unknown}. Known: {known}.")
    for called in sorted({name for name in program.functions() if _WORD.fullmatch(name)} - _FUNCTIONS):
        functions = ", ".join(sorted(_FUNCTIONS))
        yield at(stripped, _place(stripped, called), f"unknown function {called}. Known: {functions}.")
    for match in _WORD.finditer(stripped):
        if match[0] in _HOLDERS - {"crosses"} & names and _is_whole(stripped, match):
            yield at(stripped, match.start(), f"name the fact you mean, as in {match[0]}.privileged.")
            return


def _place(stripped: str, name: str) -> int:
    """The first place of the name as a word of its own and no field of another."""
    words = [match for match in _WORD.finditer(stripped) if match[0] == name]
    free = [match for match in words if stripped[: match.start()].rstrip()[-1:] != "."]
    return (free or words)[0].start() if words else 0


def _is_whole(stripped: str, match: re.Match[str]) -> bool:
    """The name is used for an element as a whole, not for one of its facts."""
    if stripped[: match.start()].rstrip()[-1:] == ".":
        return False
    return not re.match(r"\s*\.\s*[a-z_]", stripped[match.end() :])


# --- parts of a rule ---------------------------------------------------------------------------


def _oversized(raw: Mapping[str, Any]) -> Iterator[FieldError]:
    """Yield what is too long to look at any further."""
    for name, value in raw.items():
        if isinstance(value, str) and len(value) > (MAX_EXPRESSION if name == "when" else _MAX_TEXT):
            most = MAX_EXPRESSION if name == "when" else _MAX_TEXT
            yield FieldError(str(name)[:80], f"At most {most} characters; this expression has {len(value)}.")
        elif isinstance(value, list) and len(value) > _MAX_ENTRIES:
            yield FieldError(str(name)[:80], f"At most {_MAX_ENTRIES} entries; these are {len(value)}.")


def _schema_errors(schema: Mapping[str, Any], raw: object) -> list[FieldError]:
    errors = []
    for error in jsonschema_rs.validator_for(dict(schema)).iter_errors(raw):
        path = [str(part) for part in error.instance_path]
        missing = re.match(r'"(\w+)" is a required property', error.message)
        place = path[0] if path else (missing[1] if missing else "rule")
        errors.append(FieldError(place, "This field is required." if missing else _sentence(error.message)))
    return errors


def _sentence(message: str) -> str:
    return f"{message[:1].upper()}{message[1:400]}".rstrip(".") + "."


def _first_by_place(errors: list[FieldError]) -> list[FieldError]:
    """One message for each place: what is too long also breaks the schema."""
    first: dict[str, FieldError] = {}
    for error in errors:
        first.setdefault(error.place, error)
    return list(first.values())


def _id_errors(name: str) -> Iterator[FieldError]:
    if not re.fullmatch(rf"{TEAM_PREFIX}[a-z0-9]+(-[a-z0-9]+)*", name) or len(name) > 80:
        yield FieldError(
            "id",
            (
                f"Start with {TEAM_PREFIX}, followed by lower-case letters, digits and single hyphens; "
                "at most 80 characters."
            ),
        )


def _cause_errors(raw: Mapping[str, Any]) -> Iterator[FieldError]:
    if "cause" in raw:
        yield FieldError("cause", "Leave it out: only built-in rules have a cause in common.")


def _reference_errors(raw: Mapping[str, Any], library: Library) -> Iterator[FieldError]:
    for place, known in (("controls", library.controls), ("references", library.references)):
        if unknown := [name for name in raw[place] if name not in known]:
            yield FieldError(place, f"Unknown {place[:-1]} {', '.join(unknown)}.")
    kinds = _kinds(raw)
    if unknown := [kind for kind in kinds if kind != "flow" and kind not in CATALOGUE.kinds]:
        yield FieldError("applies_to", f"Unknown kind {', '.join(unknown)}.")
    if "flow" in kinds and len(kinds) > 1:
        yield FieldError("applies_to", "A rule applies to flows or to elements, not both.")


def _kinds(raw: Mapping[str, Any]) -> tuple[str, ...]:
    kinds = raw["applies_to"]
    return (kinds,) if isinstance(kinds, str) else tuple(kinds)


def _title_errors(raw: Mapping[str, Any]) -> Iterator[FieldError]:
    known = {*TITLE_WORDS, *(f"{name}.name" for name in ("self", *SCOPES))}
    if unknown := [part for part in _TITLE_NAME.findall(raw["title"]) if part not in known]:
        yield FieldError(
            "title", f"Unknown {{{unknown[0]}}}. Write {{self.name}} for the name of the element."
        )


def _expressions(raw: Mapping[str, Any]) -> Iterator[tuple[str, str, frozenset[str]]]:
    yield "when", raw["when"], _HOLDERS
    for case in raw.get("severity_if", ()):
        yield "severity_if", case["when"], _HOLDERS
    for entry in raw["evidence"]:
        if not isinstance(entry, str):
            yield "evidence", entry["where"], frozenset({"item"})


def _fact_errors(rule: Rule) -> Iterator[FieldError]:
    reads = (
        ("when", facts_read(rule.when)),
        ("severity_if", (pair for case in rule.severity_if for pair in case.asks)),
        ("evidence", ((e.holder, e.fact) for e in rule.evidence)),
    )
    for place, pairs in reads:
        for holder, fact in dict.fromkeys(pairs):
            try:
                check_fact(rule, holder, fact)
            except InvalidRule as error:
                message = str(error).removeprefix(f"{rule.id}: ") + "."
                found = re.search(rf"\b{holder}\.{fact}\b", blanked(rule.when)) if place == "when" else None
                yield FieldError(place, at(rule.when, found.start(), message) if found else message)
    yield from (FieldError("resolved_by", _sentence(problem)) for problem in resolution_problems(rule))
