"""Which variables of a `.env` become passwords, whatever they are called: MYSQL_PASSWORD: ${DBPASS}."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.redaction import is_credential_name
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap

# The value of an option: --requirepass ${REDIS_PW}, --password=$PW. A list of words is joined with spaces.
_OPTION: Final = re.compile(
    r"(?:^|\s)-{0,2}([A-Za-z][\w-]{0,80})[=\s]\s{0,4}[\"']?\$(?:\{(?=[^{}]{1,2000}\}))?([A-Za-z_]\w{0,200})"
)
# The whole value, with or without a default.
_VARIABLE: Final = re.compile(r"\$(?:([A-Za-z_]\w{0,200})|\{([A-Za-z_]\w{0,200})(?::?[-?][^{}$]{0,2000})?\})")


def password_variables(documents: Iterable[Document]) -> frozenset[str]:
    """Return the names of the variables that a variable or option with the name of a credential gets."""
    return frozenset(name for document in documents for name in _names(document.content))


def _names(content: YamlMap) -> Iterator[str]:
    services = content.get("services", content)
    for service in services.values() if isinstance(services, YamlMap) else ():
        if isinstance(service, YamlMap):
            yield from _in_environment(service.get("environment"))
            yield from _in_command(service.get("entrypoint"))
            yield from _in_command(service.get("command"))


def _in_environment(environment: object) -> Iterator[str]:
    for name, value in _settings(environment):
        match = _VARIABLE.fullmatch(value) if is_credential_name(name) else None
        if match is not None:
            yield match[1] or match[2]


def _in_command(value: object) -> Iterator[str]:
    words = value if isinstance(value, YamlList) else (value,)
    line = " ".join(word for word in words if isinstance(word, str))
    yield from (name for option, name in _OPTION.findall(line) if is_credential_name(option))


def _settings(environment: object) -> Iterator[tuple[str, str]]:
    if isinstance(environment, YamlMap):
        yield from ((name, value) for name, value in environment.items() if isinstance(value, str))
    elif isinstance(environment, YamlList):
        for item in environment:
            name, _, value = item.partition("=") if isinstance(item, str) else ("", "", "")
            yield name, value
