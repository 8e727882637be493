"""What is known of programs that serve or use language models (ai.yaml): providers, models, remote code."""

import re
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.importers.redaction import redacted
from threatmodel.engine.library.agent_tool_names import abilities_of
from threatmodel.engine.model.short_text_cache import kept_for_short_texts
from threatmodel.engine.model.struct_base import Record

_HUB_NAME: Final = re.compile(r"[\w.-]{1,96}/[\w.-]{1,96}(?::[\w.-]{1,96})?")
_URL: Final = re.compile(r"(?:https?|s3|gs|hf|oci)://[^\s?#]{1,400}")
_NAMED_MODEL: Final = re.compile(r"[\w.-]{1,96}=")  # torchserve --models name=address
_WORD: Final = re.compile(r"[a-z0-9]+")
_TOOL: Final = re.compile(r"[A-Za-z][\w./-]{0,60}")
_MOVING: Final = frozenset({"", "main", "master", "latest"})
_OFF: Final = frozenset({"", "0", "false", "no", "off"})
_LONGEST: Final = 200
_MOST: Final = 20
_CALLING: Final = "calls-addresses"
_SERVER_WORDS: Final = frozenset({"mcp", "server"})


class Provider(Record, frozen=True, forbid_unknown_fields=True):
    """Who answers prompts as a service; ai.yaml says what each field means."""

    name: str
    hosts: tuple[str, ...]
    keys: tuple[str, ...]
    addresses: tuple[str, ...]


class _Switches(Record, frozen=True, forbid_unknown_fields=True):
    options: tuple[str, ...]
    variables: tuple[str, ...]


class _Models(Record, frozen=True, forbid_unknown_fields=True):
    options: frozenset[str]
    variables: tuple[str, ...]
    programs: frozenset[str]
    commands: frozenset[str]
    loaded_from: tuple[str, ...]
    revision_options: frozenset[str]
    revision_variables: tuple[str, ...]


class _Roles(Record, frozen=True, forbid_unknown_fields=True):
    names: dict[str, frozenset[str]]
    other_names: frozenset[str]
    commands: dict[str, tuple[str, ...]]


class _Tools(Record, frozen=True, forbid_unknown_fields=True):
    options: frozenset[str]
    programs: tuple[str, ...]


class _Ai(Record, frozen=True, forbid_unknown_fields=True):
    """The content of ai.yaml."""

    providers: tuple[Provider, ...]
    roles: _Roles
    remote_code: _Switches
    models: _Models
    tools: _Tools
    executable_formats: tuple[str, ...]


_DATA: Final = load_data(Path(__file__).with_name("ai.yaml"), _Ai)
MODEL_PROVIDERS: Final = _DATA.providers
"""Who answers prompts as a service."""
_BY_KEY: Final = {key: one for one in _DATA.providers for key in one.keys}
_REMOTE_CODE: Final = dict.fromkeys((*_DATA.remote_code.options, *_DATA.remote_code.variables)).keys()


@kept_for_short_texts
def provider_of_host(host: str) -> Provider | None:
    """The provider that answers prompts at a host."""
    name = f".{host.lower().rstrip('.')}"
    return next(
        (one for one in _DATA.providers for known in one.hosts if fnmatchcase(name, f"*.{known}")), None
    )


def provider_of_key(variable: str) -> Provider | None:
    """The provider whose key a variable of this name holds."""
    return _BY_KEY.get(variable.upper())


def role_of_command(arguments: Sequence[str]) -> str:
    """The part in an AI system that a command line says, or an empty string."""
    if not arguments:
        return ""
    line = " ".join(arguments)
    roles = _DATA.roles.commands.items()
    return next((role for role, parts in roles if any(part in line for part in parts)), "")


@kept_for_short_texts
def role_of_name(name: str) -> str:
    """The part in an AI system that the name of a service says, or an empty string."""
    words = frozenset(_WORD.findall(name.lower()))
    if words & _DATA.roles.other_names:
        return ""
    return next((role for role, known in _DATA.roles.names.items() if words & known), "")


def remote_code_switch(arguments: Sequence[str], variables: Mapping[str, str]) -> str:
    """The option or variable that lets a model bring program code, or an empty string."""
    given = {word.partition("=")[0]: word.partition("=")[2] or "true" for word in arguments}
    if _REMOTE_CODE.isdisjoint(given) and _REMOTE_CODE.isdisjoint(variables):
        return ""
    settings = {**variables, **given}
    return next((name for name in _REMOTE_CODE if settings.get(name, "").strip().lower() not in _OFF), "")


def models_of(arguments: Sequence[str], variables: Mapping[str, str]) -> list[dict[str, Any]]:
    """Records of the models that a server loads: name, whether its version is fixed, whether it is code."""
    known = _DATA.models
    named = [
        *_given(arguments, known.options),
        *_behind_command(arguments),
        *(variables[name] for name in (*known.variables, *known.loaded_from) if name in variables),
    ]
    fixed = [
        *_given(arguments, known.revision_options),
        *(variables[name] for name in known.revision_variables if name in variables),
    ]
    is_fixed = any(revision.strip() not in _MOVING for revision in fixed)
    records = (_record(name.strip().strip("'\""), is_fixed=is_fixed) for name in dict.fromkeys(named))
    return [record for record in records if record][:_MOST]


def tools_of(arguments: Sequence[str]) -> list[str]:
    """The tools that a command line of a server of tools names, in order, each once."""
    known = _DATA.tools
    listed = [name for value in _given(arguments, known.options) for name in value.split(",")]
    for word in arguments:
        listed += [word.partition(prefix)[2].partition("@")[0] for prefix in known.programs if prefix in word]
    named = (name.strip() for name in listed)
    return list(dict.fromkeys(name for name in named if _TOOL.fullmatch(name)))[:_MOST]


def tool_of_image(name: str) -> tuple[str, ...]:
    """The tool that the name of an image of a tool server gives: github of github/github-mcp-server."""
    words = [word for word in _WORD.findall(name.rpartition("/")[2].lower()) if word not in _SERVER_WORDS]
    is_server = name.startswith("mcp/") or "mcp" in _WORD.findall(name.rpartition("/")[2].lower())
    return ("-".join(words),) if words and is_server else ()


def fetching_tool(tools: Sequence[str]) -> str:
    """The first of these tools that calls web addresses that it is given, or an empty string."""
    return next((tool for tool in tools if _CALLING in abilities_of(tool)), "")


def serves_models(arguments: Sequence[str], variables: Mapping[str, str]) -> bool:
    """Whether a command line starts a known model server, or a variable is one of such servers alone."""
    known = _DATA.models
    return any(word.rpartition("/")[2] in known.programs for word in arguments) or any(
        name in variables for name in known.loaded_from
    )


def _given(arguments: Sequence[str], options: frozenset[str]) -> list[str]:
    found = []
    for index, word in enumerate(arguments):
        option, equals, value = word.partition("=")
        if option in options:
            found.append(value if equals else next(iter(arguments[index + 1 :]), ""))
    return found


def _behind_command(arguments: Sequence[str]) -> list[str]:
    """The model behind a command (vllm serve MODEL) of a known server."""
    return [
        model
        for program, command, model in zip(arguments, arguments[1:], arguments[2:], strict=False)
        if program.rpartition("/")[2] in _DATA.models.programs and command in _DATA.models.commands
    ]


def _record(name: str, *, is_fixed: bool) -> dict[str, Any]:
    if named := _NAMED_MODEL.match(name):
        name = name[named.end() :]
    is_code = name.lower().endswith(_DATA.executable_formats)
    is_path = name.startswith(("/", "./", "~"))
    if not (is_path or _URL.fullmatch(name) or _HUB_NAME.fullmatch(name)):
        return {}
    return {"name": redacted(name)[:_LONGEST], "pinned": is_path or is_fixed, "executable": is_code}
