"""Credentials in a file of settings, JSON or YAML that a ConfigMap or Secret holds; names alone leave."""

import re
from collections.abc import Iterator
from typing import Final

from threatmodel.engine.importers.command_logins import command_logins
from threatmodel.engine.importers.redaction import (
    is_credential,
    is_file_name,
    is_literal,
    is_weak_credential,
    users_of,
)
from threatmodel.engine.model.struct_base import Record

_LONGEST_TEXT: Final = 262_144
_LONGEST_LINE: Final = 2_000
_MOST: Final = 50  # credentials of one text
_HINT: Final = re.compile(
    r"pass|pw|secret|token|key|cred|dsn|auth|jwt|user|login|identified|@|\s-[aupw]|:(?:\d{2,5}|\*):",
    re.IGNORECASE,
)
_COMMENT: Final = ("#", "//", ";", "*", "--", "<!--")
_XML_COMMENT: Final = re.compile(r"<!--(?:[^-]|-(?!->)){0,20000}-->")
# NAME=value, name: value, "name": "value", also several of the last form on one line.
_QUOTED: Final = re.compile(r"""(["'])([A-Za-z_][\w.-]{0,80})\1\s{0,8}[:=]\s{0,8}(["'])([^"']{1,200})\3""")
# <Resource password="value"/>, <add key="name" value="value"/>, <property name="name">value</property>,
# <name>value</name>.
_ATTRIBUTE: Final = re.compile(r"""\s([A-Za-z_][\w.-]{0,80})\s{0,8}=\s{0,8}(["'])([^"'<>]{1,200})\2""")
_NAMED_ELEMENT: Final = re.compile(
    r"""<\w{1,40}\s{1,8}(?:name|key)\s?=\s?(["'])([\w.-]{1,80})\1(?:\s{1,8}value\s?=\s?["']|\s?>)([^"'<>]{1,200})["'<]"""
)
_XML_ELEMENT: Final = re.compile(r"<([A-Za-z_][\w.-]{0,80})>([^<>]{1,200})</\1>")
# host:port:database:user:password, a line of .pgpass. Source: PostgreSQL, "The Password File".
_PGPASS: Final = re.compile(r"[\w.*-]{1,253}:(?:\d{2,5}|\*):[\w*-]{1,63}:[\w.*-]{1,63}:([^\s:]{1,200})")
# user name on >password ~* +@all, an account of Redis. Source: Redis, "ACL", rules.
_REDIS_USER: Final = re.compile(
    r"user\s{1,4}([\w.-]{1,60})\s(?:\S{1,200}\s{1,4}){0,30}?>(\S{1,200})(?:\s.*)?"
)
# What a variable that is not set becomes: ${DB_PASSWORD:-value}, of Spring and Logstash ${DB_PASSWORD:value}.
_DEFAULT: Final = re.compile(
    r"\$\{(?:(?:env:)?\w{1,100}:?-"
    r"|[A-Z_][A-Z0-9_]{0,100}:|[a-z][\w-]{0,60}(?:\.[\w-]{1,60}){1,9}:)"
    r"([^${}?+][^${}]{0,200})\}"
)
# gitlab_rails['smtp_password'] = "value", $settings["password"] = 'value'.
_ITEM: Final = re.compile(
    r"""\$?\w{1,60}\[(["'])([A-Za-z_][\w.-]{0,80})\1\]\s{0,8}=>?\s{0,8}(["'])([^"']{1,200})\3;?"""
)
_PLAIN: Final = re.compile(
    r"""(?:export\s+|-\s+|set\s+)?["']?([A-Za-z_][\w.-]{0,80})["']?\s{0,20}(?:=|:(?=\s))\s{0,20}(\S.{0,200})"""
)
# Settings of Redis, LDAP, Fluent Bit, HAProxy and others, whose name and value a space separates.
_SPACED: Final = re.compile(
    r"(requirepass|masterauth|bindpw|rootpw|olcRootPW:?|http_passwd|shared_key|splunk_token|hec_token"
    r"|stats\s{1,4}auth|user\s{1,4}[\w.-]{1,60}\s{1,4}insecure-password)"
    r"\s+(\S{1,200})",
    re.IGNORECASE,
)
# An account of coturn; the user and group of a process are no password.
_ACCOUNT: Final = re.compile(r"user\s{0,4}=\s{0,4}([^\s:=]{1,60}):(?!\1$)(?=\S{0,200}[A-Za-z])(\S{6,200})")
# What a program computes, or fills in: no literal.
_COMPUTED: Final = re.compile(
    r"[(){}<>$`|\\]|\b(?:env|secret|vault|file|ref)[+:.]|^os\.environ/|^[!&*\[]|^[a-z_]\w*(?:\.\w+)+$"
)


# The password of an account in a script for a database.
_SQL: Final = re.compile(r"\b(?:password|identified\s{1,8}by)\s{1,8}'([^']{1,200})'", re.IGNORECASE)
# The name of an object that holds a secret: of a value, secrets are hardly called so.
_OBJECT: Final = re.compile(r"[a-z][a-z0-9-]{0,60}-(?:secrets?|credentials|creds|tls|cert|token|keys?)")


class TextCredential(Record, frozen=True):
    """A setting that holds a credential, its line in the text (from 0), and whether it is trivial."""

    name: str
    line: int
    weak: bool


def credentials_in(text: str) -> tuple[TextCredential, ...]:
    """The settings of a text that hold a literal credential, in order, each name once."""
    lines = tuple(_lines(text[:_LONGEST_TEXT]))
    settings = [(name, value, number) for number, line in lines for name, value in _settings(line)]
    users = users_of((name, value) for name, value, _ in settings)
    found: dict[str, TextCredential] = {}
    for name, value, number in settings:
        if name not in found and _is_literal_credential(name, value):
            found[name] = TextCredential(name, number, is_weak_credential(name, value, users))
    for number, line in lines:
        for name in command_logins([line]) if " -" in line else ():
            found.setdefault(name, TextCredential(name, number, weak=False))
    return tuple(sorted(found.values(), key=lambda one: one.line)[:_MOST])


def without_comments(text: str) -> str:
    """The text without its lines that are comments, of any language; for checks only."""
    lines = _XML_COMMENT.sub("", text[:_LONGEST_TEXT]).splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith(_COMMENT))


def _is_literal_credential(name: str, value: str) -> bool:
    spaced = _SPACED.fullmatch(f"{name} {value}") is not None
    return (
        (spaced or is_credential(name, value))
        and is_literal(value)
        and not is_file_name(value)
        and _COMPUTED.search(value) is None
        and not ("secret" in name.lower() and _OBJECT.fullmatch(value))
        and value.lower() != re.split(r"[\W_]", name)[-1].lower()
    )


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text that may hold a credential, with their numbers: no comments."""
    if "<!--" in text:
        text = _XML_COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
    for number, whole in enumerate(text.splitlines()):
        line = whole.strip()[:_LONGEST_LINE]
        if line and not line.startswith(_COMMENT) and _HINT.search(line) is not None:
            yield number, line


def _settings(line: str) -> Iterator[tuple[str, str]]:
    """Names and values that a line sets; of a variable with a default, that."""
    for name, value in _set_in(line):
        default = _DEFAULT.fullmatch(value)
        yield name, default[1] if default else value


def _set_in(line: str) -> Iterator[tuple[str, str]]:
    """Names and values that a line sets, as it is written, in the first form that it has."""
    if line.startswith("<") or line.endswith("/>"):
        yield from _set_in_xml(line)
    elif quoted := _QUOTED.findall(line):
        yield from ((name, value) for _, name, _, value in quoted)
    elif match := _ITEM.fullmatch(line):
        yield match[2], match[4]
    elif (passwords := _SQL.findall(line)) and "=" not in line:
        yield from (("PASSWORD", password) for password in passwords)
    elif match := _ACCOUNT.fullmatch(line):
        yield "user password", match[2]
    elif match := _REDIS_USER.fullmatch(line):
        yield f"user {match[1]} password", match[2]
    elif match := _PGPASS.fullmatch(line):
        yield "pgpass password", match[1]
    elif match := _SPACED.fullmatch(line):
        yield match[1], match[2].strip("\"'")
    elif match := _PLAIN.fullmatch(line):
        yield match[1], _bare(match[2])


def _set_in_xml(line: str) -> Iterator[tuple[str, str]]:
    yield from ((name, value) for _, name, value in _NAMED_ELEMENT.findall(line))
    yield from _XML_ELEMENT.findall(line)
    yield from ((name, value) for name, _, value in _ATTRIBUTE.findall(f" {line}"))


def _bare(value: str) -> str:
    """The value without a comment behind it, a closing comma and quotes."""
    bare = re.split(r"\s#", value)[0].strip().rstrip(",;").strip()
    if not bare.strip("\"'"):  # empty, or the quotes before a text of several lines
        return ""
    if len(bare) >= 2 and bare[0] == bare[-1] and bare[0] in "\"'":
        return bare[1:-1]
    return bare if " " not in bare else ""
