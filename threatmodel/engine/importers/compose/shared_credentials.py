"""Against which service a trivial credential is held that an `env_file` gives to several.

Projects hand one file to all services; each reads what it knows of it. Such a credential is said once: of
the service that its name names, else of one whose program may read any variable.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from threatmodel.engine.importers.compose.env_credentials import (
    Credentials,
    credentials_from_files,
    is_of_another,
)
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.importers.products.database_accounts import reads_password
from threatmodel.engine.importers.products.protocols import VARIABLE_WORDS
from threatmodel.engine.importers.variable_names import name_words

# What a variable holds, and how: such words name no service.
_GENERAL: Final = frozenset(
    {"default", "key", "pass", "passwd", "password", "private", "pwd", "root", "secret", "token", "user"}
)


def foreign_credentials(
    project: Project, services: Iterable[ComposeService], files: Credentials
) -> Mapping[str, Mapping[str, str]]:
    """Return, by service, the trivial credentials that its files give it and that are held against others.

    Each with the name of the service that it is held against; empty where none of them reads it.
    """
    sharing: dict[tuple[str, int, str], list[ComposeService]] = defaultdict(list)
    for service in services:
        for name, credential in credentials_from_files(service, project, files).items():
            if credential.weak:
                sharing[credential.file, credential.line, name].append(service)
    foreign: dict[str, dict[str, str]] = defaultdict(dict)
    for (_file, _line, name), readers in sharing.items():
        user = _user(name, readers)
        for reader in readers:
            if reader is not user:
                foreign[reader.name][name] = user.name if user else ""
    return foreign


def _user(name: str, readers: Sequence[ComposeService]) -> ComposeService | None:
    """The reader that uses it: a store that is named, else a caller; those that publish ports first."""
    possible = [one for one in readers if not is_of_another(name, one)]
    named = [one for one in possible if _names(name, one)]
    any_program = [one for one in possible if _may_read_anything(one)]
    return min(
        named or any_program or possible,
        key=lambda one: (one.serves_callers is not bool(named), one.settings.last("ports") is None, one.name),
        default=None,
    )


def _names(variable: str, service: ComposeService) -> bool:
    """Whether a variable's name has a word of the service, its image or product, or of its protocol."""
    product = service.product
    if product is not None and reads_password(product, variable):
        return True
    spoken = {port.protocol for port in product.ports} if product is not None else set()
    image = service.reference.repository.rpartition("/")[2] if service.reference is not None else ""
    called = {
        *name_words(service.name),
        *name_words(image),
        *name_words(product.name if product is not None else ""),
    }
    words = set(name_words(variable)) - _GENERAL
    return not words.isdisjoint(called) or any(VARIABLE_WORDS.get(word) in spoken for word in words)


def _may_read_anything(service: ComposeService) -> bool:
    """Whether its program is not one of a maker who says which variables it reads."""
    product = service.product
    return product is None or product.general_base or service.known_by != "image"
