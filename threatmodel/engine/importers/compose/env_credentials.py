"""Credentials of files of variables, as facts of the containers that get them: names, never values."""

import posixpath
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from threatmodel.engine.importers.compose.merged_values import MergedValue
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.importers.empty_passwords import may_be_empty
from threatmodel.engine.importers.environment_facts import EnvCredential
from threatmodel.engine.importers.products.protocols import VARIABLE_WORDS
from threatmodel.engine.importers.redaction import is_credential_name
from threatmodel.engine.importers.variable_names import name_words
from threatmodel.engine.importers.yaml.reader import YamlList, as_text

_DEFAULT: Final = ".env"
# What makers of stores call what is theirs, where it is not the name of the store: MSSQL_SA_PASSWORD.
_OTHERWISE: Final = frozenset({"amq", "dfly", "mssql", "sa", "smb"})
_NAMED: Final = re.compile(r"(?<!\$)\$(?:([A-Za-z_]\w{0,200})|\{([A-Za-z_]\w{0,200}))")

Credentials = Mapping[str, Mapping[str, EnvCredential]]
"""Credentials by path of the file and by name of the variable."""
EnvValues = Mapping[str, Mapping[str, MergedValue]]
"""What the files say as they are written, by path of the file and by name of the variable; never kept."""


def credentials_from_files(
    service: ComposeService, project: Project, files: Credentials
) -> dict[str, EnvCredential]:
    """The credentials that `env_file` gives the service, by name; later files win."""
    found: dict[str, EnvCredential] = {}
    for item, name, _required in service.environment_files:
        found |= files.get(project.beside(item.file, name), {})
    return {name: one for name, one in found.items() if name not in service.variables}


def filled_in(name: str, setting: MergedValue, files: Credentials) -> EnvCredential | None:
    """The credential of the `.env` that a variable of the service gets; of several the first weak one.

    An empty one counts where it is all that the variable gets.
    """
    known = files.get(_default_beside(setting.file), {})
    if not known:
        return None
    text = f"${name}" if setting.value is None else as_text(setting.value)
    is_whole = may_be_empty(text)
    found = [known[one] for one in _named(text) if one in known and (is_whole or not known[one].empty)]
    return next((one for one in found if one.weak), found[0] if found else None)


def filled_in_command(service: ComposeService, files: Credentials) -> dict[str, EnvCredential]:
    """The credentials of the `.env` that the command line of a service gets, by name of the variable.

    Those that the service has as variables too are none: they are judged there.
    """
    found: dict[str, EnvCredential] = {}
    for key in ("entrypoint", "command"):
        setting = service.settings.last(key)
        known = files.get(_default_beside(setting.file), {}) if setting is not None else {}
        if setting is not None and known:
            words = setting.value if isinstance(setting.value, YamlList) else [setting.value]
            text = " ".join(map(as_text, words))
            found |= {name: known[name] for name in _named(text) if name in known and not known[name].empty}
    return {name: one for name, one in found.items() if name not in service.variables}


def is_unset(name: str, setting: MergedValue, files: Credentials) -> bool:
    """Whether a variable that is named without a value has none, as the `.env` was read and does not set it.

    What a sample of the `.env` holds as a credential is not known here, so such names never count.
    """
    if setting.value is not None or is_credential_name(name):
        return False
    return _default_beside(setting.file) in files


def gets_nothing(name: str, setting: MergedValue, files: EnvValues) -> bool:
    """Whether a variable is named without a value, and the `.env` that was read gives it none."""
    known = files.get(_default_beside(setting.file))
    return setting.value is None and known is not None and not (name in known and known[name].text)


def is_of_another(name: str, service: ComposeService) -> bool:
    """Whether a credential that a known store has of a file of variables, by its name, is that of others.

    Projects hand one file to all services; a store reads what names it: POSTGRES_PASSWORD, ELASTIC_PASSWORD.
    """
    product = service.product if service.known_by == "image" else None
    if product is None or not (service.is_datastore or service.purpose == "storage"):
        return False
    spoken = {port.protocol for port in product.ports}
    called = (product.name.lower(), *name_words(product.name))
    return not any(
        word in _OTHERWISE
        or VARIABLE_WORDS.get(word) in spoken
        or any(one.startswith(word) for one in called)
        for word in name_words(name)
    )


def credential_record(name: str, credential: EnvCredential) -> dict[str, Any]:
    """The record of the fact `env` of a variable that gets its value from such a file."""
    return {
        "name": name,
        "origin": "empty" if credential.empty else "env-sample" if credential.sample else "env-file",
        "credential": True,
        "weak": credential.weak,
        "debug": False,
        "ref": "",
    }


def _default_beside(file: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), _DEFAULT))


def _named(text: str) -> Iterable[str]:
    return (match[1] or match[2] for match in _NAMED.finditer(text))
