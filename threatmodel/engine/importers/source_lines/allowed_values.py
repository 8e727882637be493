"""Which values of a file may be kept: those that the model has too, outside the places of credentials."""

import re
from collections.abc import Iterator
from typing import Any, Final

from threatmodel.engine.importers.redaction import REDACTED, is_credential_name, is_credential_value
from threatmodel.engine.model import Model

# Below these keys stand values that anybody may fill with anything.
_FREE: Final = frozenset(
    {
        "annotations", "binaryData", "build", "configs", "content", "data", "env", "environment", "labels",
        "literals", "parameters", "patch", "secretGenerator", "stringData", "values",
        "valuesInline", "valuesObject", "options", "driver_opts",
    }
)  # fmt: skip
_COMMANDS: Final = frozenset({"command", "args", "entrypoint", "test", "post_start", "pre_stop", "run"})
# Names of credentials, not their values.
_NAMES: Final = frozenset(
    {
        "secrets", "imagePullSecrets", "automountServiceAccountToken", "serviceAccountToken", "secretKeyRef",
        "secretRef", "secretName", "secret_name",
    }
)  # fmt: skip
_WORDS: Final = frozenset({"true", "false", "yes", "no", "on", "off", "null", "~", "", "True", "False"})
# Keys whose values platforms define, and what those look like.
_DEFINED: Final = frozenset(
    {
        "add", "apiGroups", "apiVersion", "cap_add", "cap_drop", "condition", "containerPort", "cpu",
        "cpus", "drop", "fsGroup", "hostPort", "imagePullPolicy", "initialDelaySeconds", "interval",
        "ipc", "kind", "max-file", "max-size", "mem_limit", "memory", "network_mode", "nodePort",
        "pathType", "periodSeconds", "pid", "pids_limit", "policyTypes", "port", "privileged",
        "procMount", "protocol", "replicas", "resources", "restart", "restartPolicy", "retries",
        "runAsGroup", "runAsUser", "security_opt", "shm_size", "start_period", "stop_grace_period",
        "targetPort", "timeout", "timeoutSeconds", "user", "userns_mode", "verbs",
    }
)  # fmt: skip
_OBJECTS: Final = frozenset({("metadata", "name"), ("metadata", "namespace")})
_DEFINED_VALUE: Final = re.compile(r"[A-Za-z0-9*][A-Za-z0-9./_:*-]{0,60}")
_JOINED: Final = frozenset({"image", "ports", "volumes", "devices", "tmpfs", "expose", "from", "published"})
_JOINTS: Final = re.compile(r"[:/](?=(?:tcp|udp)$)|:")
_PIECES: Final = frozenset({"ro", "rw", "z", "Z", "tcp", "udp", "cached", "delegated", "consistent"})
_KEY: Final = re.compile(r"(?:[A-Za-z_][A-Za-z0-9_.\-/]{0,100}|<<)\Z")
# name=value, which is no padded base64: that ends in its sign.
_ASSIGNED: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_.\-/]{0,100})=([^=].*)\Z", re.DOTALL)
_LONG_OPTION: Final = re.compile(r"--[a-z][a-z-]{0,40}\Z")
_ASSIGNMENTS: Final = frozenset({"environment", "labels", "annotations", "literals"})  # lists of them
_WORD_LENGTH: Final = 200


def words_of(model: Model) -> frozenset[str]:
    """Return every name and value of the model as it would stand in a file."""
    words: set[str] = set()
    for element in model.elements.values():
        words.add(element.name)
        for fact in element.facts.values():
            words.update(_texts(fact.value))
    for flow in model.flows.values():
        for fact in flow.facts.values():
            words.update(_texts(fact.value))
    return frozenset(word for word in words if 0 < len(word) <= _WORD_LENGTH)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, bool):
        return
    if isinstance(value, str | int | float):
        yield str(value)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)


class Values:
    """Decides what is shown of the keys and values of a file, by the words of its model."""

    def __init__(self, words: frozenset[str]) -> None:
        self._words = words

    def has(self, text: str) -> bool:
        """Whether the model itself has this text, and it is no credential."""
        return text in self._words and not is_credential_value(text)

    def key(self, text: str) -> str:
        """Return a key as it is shown."""
        return text if _KEY.match(text) and not is_credential_value(text) else REDACTED

    def value(self, text: str, path: tuple[str, ...]) -> str:
        """Return a value as it is shown; `path` are the keys above it, from the outermost."""
        last = path[-1] if path else ""
        if is_credential_value(text) or any(map(_is_credential_key, path)):
            return REDACTED
        if not _COMMANDS.isdisjoint(path):
            return " ".join(map(_option, text.split())) if text else text
        if not _FREE.isdisjoint(path) or _is_extension(path):
            return self._free(text, path)
        if text in _WORDS or text in self._words:
            return text
        if (last in _DEFINED or path[-2:] in _OBJECTS) and _DEFINED_VALUE.fullmatch(text):
            return text
        return text if last in _JOINED and self._is_joined(text) else REDACTED

    def _free(self, text: str, path: tuple[str, ...]) -> str:
        """A value that anybody may choose: it goes, but yes and no; names of variables stay."""
        if text in _WORDS:
            return text
        if path[-2:] == ("env", "name") and _KEY.match(text):
            return text
        if "valueFrom" in path and text in self._words:
            return text
        if path[-1] in _ASSIGNMENTS and (assigned := _ASSIGNED.match(text)):
            name, value = assigned.groups()
            said = value if value in _WORDS and not is_credential_name(name) else REDACTED
            return f"{name}={said}"
        return REDACTED

    def _is_joined(self, text: str) -> bool:
        """Whether all parts of a short form, such as source:target:ro, are words of the model."""
        return all(piece in self._words or piece in _PIECES for piece in _JOINTS.split(text))


def _is_extension(path: tuple[str, ...]) -> bool:
    """Whether it stands in a part that only the file itself gives a meaning, unless its key has one."""
    return path[:1] != () and path[0].startswith("x-") and path[-1] not in _DEFINED | _JOINED


def _is_credential_key(key: str) -> bool:
    return key not in _NAMES and is_credential_name(key)


def _option(word: str) -> str:
    """An option by its name; what it is set to and every other word goes."""
    name, sign, value = word.partition("=")
    if not _LONG_OPTION.match(name):
        return REDACTED
    said = value if value in _WORDS and not is_credential_name(name) else REDACTED
    return f"{name}{sign}{said}" if sign else name
