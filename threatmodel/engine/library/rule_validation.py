"""Checks rules and controls that a team enters, before anything of them is compiled, kept or evaluated.

What ships is written by people who run its tests. What a team enters may be wrong or hostile, so besides the
schema it is bounded by construction: an expression of bounded length and nesting, comprehensions at most two
deep that never build a list, and no value of an element but its named facts. What such an expression can
cost is then a low power of the length of the lists in the model; analysis/sandbox.py bounds the rest.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import jsonschema_rs

from threatmodel.engine.library import schemas
from threatmodel.engine.library.cel import cel
from threatmodel.engine.library.cel_errors import at, blanked, open_quote, syntax_messages
from threatmodel.engine.library.condition_names import SCOPES, facts_read
from threatmodel.engine.library.loader import Library
from threatmodel.engine.library.rules import InvalidRule, Rule, build_rule, check_fact, resolution_problems
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.struct_base import Record

PREFIX: Final = "team-"
EXPRESSION_MOST: Final = 2_000  # characters, as in the schema; said here in words people understand
DEPTH_MOST: Final = 2  # comprehensions inside each other
COMPREHENSIONS_MOST: Final = 12  # in one expression
BRACKETS_MOST: Final = 24  # inside each other
LIST_MOST: Final = 64  # entries of one list that is written out
_TEXT_MOST: Final = 4_000
_ENTRIES_MOST: Final = 20  # kinds, evidence, controls, references of one rule

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
    """A rule or control that cannot be used; `faults` says everything that is wrong with it."""

    def __init__(self, faults: list[FieldError]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.place}: {fault.message}" for fault in faults[:5]))


def validate_rule(raw: Mapping[str, Any], library: Library) -> Rule:
    """Return the rule when it may be used with the controls and references of `library`.

    Raises InvalidDefinition with all errors, by field. Nothing is compiled before its length and nesting are
    known to be small.
    """
    if faults := [*_too_much(raw), *_schema_faults(schemas.RULE, raw)]:
        raise InvalidDefinition(_first_by_place(faults))
    faults = [*_id_faults(raw["id"]), *_named_faults(raw, library), *_title_faults(raw)]
    for place, expression, names in _expressions(raw):
        faults.extend(FieldError(place, message) for message in expression_errors(expression, names))
    if faults:
        raise InvalidDefinition(faults)
    try:
        rule = build_rule(raw, where=raw["id"])
    except InvalidRule as fault:
        raise InvalidDefinition([FieldError("when", str(fault).removeprefix(f"{raw['id']}: "))]) from fault
    if faults := list(_fact_faults(rule)):
        raise InvalidDefinition(faults)
    return rule


def validate_control(name: str, raw: Mapping[str, Any], library: Library) -> None:
    """Raise InvalidDefinition unless the control may be used with the references of `library`."""
    faults = [*_id_faults(name), *_schema_faults(schemas.CONTROLS["additionalProperties"], raw)]
    unknown = [one for one in raw.get("references", ()) if one not in library.references]
    if unknown:
        faults.append(FieldError("references", f"There is no reference {', '.join(unknown)}."))
    if faults:
        raise InvalidDefinition(faults)


def expression_errors(expression: str, names: frozenset[str]) -> Iterator[str]:
    """Yield why the expression is refused; `names` are the variables it may use."""
    if len(expression) > EXPRESSION_MOST:
        yield f"At most {EXPRESSION_MOST} characters; this has {len(expression)}."
        return
    if odd := _FORBIDDEN_TEXT.search(blanked(expression)):
        yield at(expression, odd.start(), "use plain quotes, and no comments.")
        return
    if (quote := open_quote(expression)) >= 0:
        yield at(expression, quote, "the quote is not closed.")
        return
    bare = blanked(expression)
    shape = _shape(bare)
    if shape.brackets > BRACKETS_MOST:
        yield f"Brackets are at most {BRACKETS_MOST} deep; these are {shape.brackets}."
        return
    macros = _MACRO.findall(bare)
    if built := sorted({macro for macro, _ in macros} & _BUILDS):
        yield f"{', '.join(built)} would build lists: use exists, exists_one or all."
    if shape.depth > DEPTH_MOST:
        yield f"Comprehensions are at most {DEPTH_MOST} deep; these are {shape.depth}."
    if len(macros) > COMPREHENSIONS_MOST:
        yield f"At most {COMPREHENSIONS_MOST} comprehensions; this has {len(macros)}."
    if shape.longest > LIST_MOST:
        yield f"A list that is written out has at most {LIST_MOST} entries; this one has {shape.longest}."
    yield from _name_faults(bare, names | {variable for _, variable in macros if variable})


@dataclass(slots=True)
class _Shape:
    depth: int = 0  # of comprehensions
    brackets: int = 0
    longest: int = 0  # entries between two brackets


def _shape(bare: str) -> _Shape:
    """How deep and how long the expression is, without parsing it: the parser is not trusted with more."""
    shape = _Shape()
    stack: list[list[int]] = []  # of each open bracket: whether a macro opened it, and its entries
    for sign in _TOKEN.findall(bare):
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


def _name_faults(bare: str, names: frozenset[str]) -> Iterator[str]:
    """Yield the names that nothing stands behind, and facts that are taken by something else than a name."""
    try:
        program = cel.compile(bare)
    except ValueError as fault:
        yield from islice(syntax_messages(fault), 1)
        return
    known = ", ".join(sorted(names & _HOLDERS)) or "item"
    for unknown in sorted(set(program.variables()) - names):
        yield at(bare, _place(bare, unknown), f"there is no {unknown} here. Known: {known}.")
    for called in sorted({name for name in program.functions() if _WORD.fullmatch(name)} - _FUNCTIONS):
        functions = ", ".join(sorted(_FUNCTIONS))
        yield at(bare, _place(bare, called), f"there is no function {called}. Known: {functions}.")
    for match in _WORD.finditer(bare):
        if match[0] in _HOLDERS - {"crosses"} & names and _is_whole(bare, match):
            yield at(bare, match.start(), f"name the fact you mean, as in {match[0]}.privileged.")
            return


def _place(bare: str, name: str) -> int:
    """Where the name stands first as a word of its own and no field of another."""
    words = [match for match in _WORD.finditer(bare) if match[0] == name]
    free = [match for match in words if bare[: match.start()].rstrip()[-1:] != "."]
    return (free or words)[0].start() if words else 0


def _is_whole(bare: str, match: re.Match[str]) -> bool:
    """The name stands for an element as a whole, not for one of its facts."""
    if bare[: match.start()].rstrip()[-1:] == ".":
        return False
    return not re.match(r"\s*\.\s*[a-z_]", bare[match.end() :])


# --- parts of a rule ---------------------------------------------------------------------------


def _too_much(raw: Mapping[str, Any]) -> Iterator[FieldError]:
    """Yield what is too long to look at any further."""
    for name, value in raw.items():
        if isinstance(value, str) and len(value) > (EXPRESSION_MOST if name == "when" else _TEXT_MOST):
            most = EXPRESSION_MOST if name == "when" else _TEXT_MOST
            yield FieldError(str(name)[:80], f"At most {most} characters; this has {len(value)}.")
        elif isinstance(value, list) and len(value) > _ENTRIES_MOST:
            yield FieldError(str(name)[:80], f"At most {_ENTRIES_MOST} entries; these are {len(value)}.")


def _schema_faults(schema: Mapping[str, Any], raw: object) -> list[FieldError]:
    faults = []
    for error in jsonschema_rs.validator_for(dict(schema)).iter_errors(raw):
        path = [str(part) for part in error.instance_path]
        missing = re.match(r'"(\w+)" is a required property', error.message)
        place = path[0] if path else (missing[1] if missing else "rule")
        faults.append(FieldError(place, "This is needed." if missing else _sentence(error.message)))
    return faults


def _sentence(message: str) -> str:
    return f"{message[:1].upper()}{message[1:400]}".rstrip(".") + "."


def _first_by_place(faults: list[FieldError]) -> list[FieldError]:
    """One message for each place: what is too long also breaks the schema."""
    first: dict[str, FieldError] = {}
    for fault in faults:
        first.setdefault(fault.place, fault)
    return list(first.values())


def _id_faults(name: str) -> Iterator[FieldError]:
    if not re.fullmatch(rf"{PREFIX}[a-z0-9]+(-[a-z0-9]+)*", name) or len(name) > 80:
        yield FieldError(
            "id",
            f"Begin with {PREFIX}, then small letters, digits and single hyphens, 80 characters at most.",
        )


def _named_faults(raw: Mapping[str, Any], library: Library) -> Iterator[FieldError]:
    for place, known in (("controls", library.controls), ("references", library.references)):
        if unknown := [name for name in raw[place] if name not in known]:
            yield FieldError(place, f"There is no {place[:-1]} {', '.join(unknown)}.")
    kinds = _kinds(raw)
    if unknown := [kind for kind in kinds if kind != "flow" and kind not in CATALOGUE.kinds]:
        yield FieldError("applies_to", f"There is no kind {', '.join(unknown)}.")
    if "flow" in kinds and len(kinds) > 1:
        yield FieldError("applies_to", "A rule is about flows or about elements, not both.")


def _kinds(raw: Mapping[str, Any]) -> tuple[str, ...]:
    kinds = raw["applies_to"]
    return (kinds,) if isinstance(kinds, str) else tuple(kinds)


def _title_faults(raw: Mapping[str, Any]) -> Iterator[FieldError]:
    known = {f"{name}.name" for name in ("self", *SCOPES)}
    if unknown := [part for part in _TITLE_NAME.findall(raw["title"]) if part not in known]:
        yield FieldError(
            "title", f"There is no {{{unknown[0]}}}. Write {{self.name}} for the name of the element."
        )


def _expressions(raw: Mapping[str, Any]) -> Iterator[tuple[str, str, frozenset[str]]]:
    yield "when", raw["when"], _HOLDERS
    for entry in raw["evidence"]:
        if not isinstance(entry, str):
            yield "evidence", entry["where"], frozenset({"item"})


def _fact_faults(rule: Rule) -> Iterator[FieldError]:
    reads = (("when", facts_read(rule.when)), ("evidence", ((e.holder, e.fact) for e in rule.evidence)))
    for place, pairs in reads:
        for holder, fact in dict.fromkeys(pairs):
            try:
                check_fact(rule, holder, fact)
            except InvalidRule as fault:
                message = str(fault).removeprefix(f"{rule.id}: ") + "."
                found = re.search(rf"\b{holder}\.{fact}\b", blanked(rule.when)) if place == "when" else None
                yield FieldError(place, at(rule.when, found.start(), message) if found else message)
    yield from (FieldError("resolved_by", _sentence(problem)) for problem in resolution_problems(rule))
