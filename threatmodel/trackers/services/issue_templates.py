"""Titles and texts of issues: templates with placeholders, filled for the markup of the tracker.

What is filled in are texts of people: none may become a mention, a command or a format there.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from string import Template
from typing import Final


@dataclass(frozen=True, slots=True)
class Code:
    """Lines of a manifest, and what kind of manifest it is."""

    label: str
    text: str


Value = str | Sequence[str] | Sequence[Code]
Values = Mapping[str, Value]
IN_TITLE: Final = ("number", "title", "model", "severity", "status", "link")
IN_BODY: Final = (*IN_TITLE, "element", "description", "fix", "threats", "due")
DEFAULT_TITLE: Final = "$number $title"
_ZERO_WIDTH_SPACE: Final = "\u200b"
# Inside a line of Markdown; `#` and `!` because they make references.
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()#!|<>~$&:])")
_MARKDOWN_START: Final = re.compile(r"^(\s*)([-+=/.>]|\d+(?=[.)]))")
_WIKI: Final = re.compile(r"([\\*_?{}\[\]()|!^~+#-])")
TITLE_LENGTH: Final = 250  # the shortest that a tracker takes is 255
BODY_LENGTH: Final = 30_000  # Jira takes 32,767 characters
_WIKI_KINDS: Final = ("jira-data-center",)
_HEADINGS: Final = {"jira-data-center": "h2. "}
_ITEMS: Final = {"jira-data-center": "* "}


class InvalidTemplate(ValueError):
    """The template cannot be filled; the message says where and why."""


def default_body(kind: str) -> str:
    """Return the text of issues where the team has not written one."""
    head = _HEADINGS.get(kind, "## ")
    parts = (
        "$description",
        f"{head}How to fix it",
        "$fix",
        f"{head}In the threat model",
        "Severity: $severity",
        "Element: $element",
        "$threats",
        "$link",
    )
    return "\n\n".join(parts)


def check_template(text: str, *, allowed: Sequence[str]) -> None:
    """Raise InvalidTemplate where a placeholder is unknown, or a dollar stands for none."""
    template = Template(text)
    for match in Template.pattern.finditer(text):
        if match["invalid"] is not None:
            line = text.count("\n", 0, match.start()) + 1
            raise InvalidTemplate(f"Line {line}: a dollar without a name. Write $$ for a dollar.")
    unknown = [name for name in template.get_identifiers() if name not in allowed]
    if unknown:
        known = ", ".join(f"${name}" for name in allowed)
        raise InvalidTemplate(f"Unknown placeholder ${unknown[0]}. Known are {known}.")


def title_of(template: str, values: Values) -> str:
    """Return the title: one line of plain text, which no tracker formats."""
    plain = {name: _line(_joined(value)) for name, value in values.items()}
    title = _line(Template(template).safe_substitute(plain)).replace("@", f"@{_ZERO_WIDTH_SPACE}")
    return title if len(title) <= TITLE_LENGTH else f"{title[: TITLE_LENGTH - 1]}…"


def body_of(template: str, values: Values, *, kind: str, last_line: str) -> str:
    """Return the text in the markup of the tracker, cut where it is too long; its last line is kept."""
    filled = {name: _filled(name, value, kind=kind) for name, value in values.items()}
    text = Template(template.replace("\r\n", "\n")).safe_substitute(filled).strip()
    text = re.sub(r"\n{3,}", "\n\n", text)
    if len(text) > BODY_LENGTH:
        text = f"{text[:BODY_LENGTH].rstrip()}…"
    return f"{text}\n\n{last_line}"


def _filled(name: str, value: Value, *, kind: str) -> str:
    if name == "link":  # ours, and to be followed
        return _joined(value)
    escape = _ESCAPES[kind]
    if isinstance(value, str):
        return "\n".join(escape(line) for line in value.splitlines())
    item = _ITEMS.get(kind, "- ")
    listed = [f"{item}{escape(_line(one))}" for one in value if isinstance(one, str)]
    return "\n".join(listed) + "\n\n".join(_code(one, kind) for one in value if isinstance(one, Code))


def _code(code: Code, kind: str) -> str:
    """A block in which nothing is formatted: no line of the text ends it."""
    label = _ESCAPES[kind](_line(code.label))
    if kind in _WIKI_KINDS:
        return f"{label}:\n{{noformat}}\n{code.text.strip().replace('{noformat}', '')}\n{{noformat}}"
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", code.text)), 3)
    return f"{label}:\n\n{fence}\n{code.text.strip()}\n{fence}"


def _markdown(line: str) -> str:
    """Neither format nor mention, and no quick action of GitLab, which begin lines with a slash."""
    plain = _MARKDOWN.sub(r"\\\1", line).replace("@", f"@{_ZERO_WIDTH_SPACE}")
    return _MARKDOWN_START.sub(_escaped_start, plain)


def _escaped_start(found: re.Match[str]) -> str:
    digits = found[2][0].isdigit()
    return f"{found[1]}{found[2]}{_ZERO_WIDTH_SPACE}" if digits else f"{found[1]}\\{found[2]}"


def _wiki(line: str) -> str:
    return _WIKI.sub(r"\\\1", line)


def _document(line: str) -> str:
    """A document has no markup inside its texts; what would begin a list or a heading does not."""
    return f"{_ZERO_WIDTH_SPACE}{line}" if line.startswith(("- ", "#")) else line


_ESCAPES: Final[Mapping[str, Callable[[str], str]]] = {
    "github": _markdown,
    "gitlab": _markdown,
    "jira-cloud": _document,
    "jira-data-center": _wiki,
}


def _joined(value: Value) -> str:
    return value if isinstance(value, str) else ", ".join(one for one in value if isinstance(one, str))


def _line(text: str) -> str:
    return " ".join(text.split())
