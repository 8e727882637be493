"""Says at which place of a condition something is wrong, and turns the parser's complaints into sentences."""

import re
from collections.abc import Iterator
from typing import Final

STRING: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", re.DOTALL)
_PARSER_ERROR: Final = re.compile(r"ERROR: <input>:(\d+):(\d+): (?:Syntax error: )?(.*)$", re.MULTILINE)
_GOT: Final = re.compile(r"(?:mismatched|extraneous) input '(.*?)' expecting", re.DOTALL)
_MISSING: Final = re.compile(r"missing '(.*?)' at")
_UNKNOWN_TOKEN: Final = re.compile(r"token recognition error at: '(.*)'", re.DOTALL)
_HINTS: Final = {
    "=": "compare with ==",
    "&": "write && for and",
    "|": "write || for or",
    "and": "write && for and",
    "or": "write || for or",
    "not": "write ! for not",
}


def blanked(expression: str) -> str:
    """Return the expression with nothing inside its strings, so that every other sign keeps its place."""
    return STRING.sub(
        lambda found: found[0][0] + re.sub(r"[^\n]", " ", found[0][1:-1]) + found[0][-1], expression
    )


def open_quote(expression: str) -> int:
    """Return the place of a quote that is not closed, or -1."""
    rest = STRING.sub(lambda found: " " * len(found[0]), expression)
    return min((place for sign in "'\"" if (place := rest.find(sign)) >= 0), default=-1)


def at(expression: str, offset: int, message: str) -> str:
    """Return the message with the place in front: "Line 2, column 7: …". The form shows that place."""
    before = expression[:offset]
    line, column = before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
    return _placed(line, column, message)


def syntax_messages(fault: ValueError) -> Iterator[str]:
    """Yield what the parser says against an expression, with the place of each; the first is the cause."""
    found_any = False
    if "Recursion limit" in str(fault):
        yield "The expression is nested too deeply."
    for line, column, parser_error in _PARSER_ERROR.findall(str(fault)):
        found_any = True
        yield _placed(int(line), int(column), _sentence(parser_error))
    if not found_any:
        yield "Invalid CEL expression."


def _placed(line: int, column: int, message: str) -> str:
    return f"Line {line}, column {column}: {message}"


def _sentence(parser_error: str) -> str:
    if missing := _MISSING.search(parser_error):
        return f"a {missing[1]} is missing."
    if unknown := _UNKNOWN_TOKEN.search(parser_error):
        return _unexpected(unknown[1].strip())
    if got := _GOT.search(parser_error):
        return "something is missing at the end." if got[1] == "<EOF>" else _unexpected(got[1])
    if "no viable alternative" in parser_error:
        return "this cannot be read here."
    return f"{parser_error.strip()[:200].rstrip('.')}."


def _unexpected(sign: str) -> str:
    hint = _HINTS.get(sign)
    return f"{sign} is not expected here{f'; {hint}' if hint else ''}."
