"""Credentials in configuration files of the input that services mount: the names of the settings alone."""

import posixpath
from collections.abc import Iterator, Sequence
from typing import Final

from threatmodel.engine.importers.compose.config_files import files_of
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.service import NODE, ComposeService
from threatmodel.engine.importers.compose.text_configs import lines_of
from threatmodel.engine.importers.embedded_credentials import TextCredential, credentials_in
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.model import Fact, Source

_MOST: Final = 50  # files of one service


def add_configuration_credentials(
    context: ImportContext, project: Project, service: ComposeService, container: str
) -> None:
    """Add each file that holds credentials as a configuration that the container reads."""
    for path, file, found in _files_with_credentials(context, project, service):
        name = _declared_name(project, path) or posixpath.relpath(path, project.directory or ".")
        uid = project.uid("compose:config/", name)
        context.builder.add_element(
            uid,
            "config",
            name,
            parent=NODE,
            source=Source("file", file.name, found[0].line + 1),
            facts=_facts(file.name, found),
        )
        context.builder.relate("reads_config", container, uid)


def _files_with_credentials(
    context: ImportContext, project: Project, service: ComposeService
) -> Iterator[tuple[str, TextFile, Sequence[TextCredential]]]:
    for path in files_of(context, project, service)[:_MOST]:
        file = context.compose.configs.by_path[path]
        if not isinstance(file, TextFile):
            for document in file:
                context.mounted_files.setdefault(document.file, service.name)
        elif found := _credentials_of(context, path, file):
            yield path, file, found


def _declared_name(project: Project, path: str) -> str:
    """What the project calls a file that it declares as a config; an empty string for others."""
    for name, declared in project.declared("configs").items():
        file = declared.get("file")
        if file is not None and project.beside(file.file, file.text) == path:
            return name
    return ""


def _credentials_of(context: ImportContext, path: str, file: TextFile) -> tuple[TextCredential, ...]:
    """The credentials in a file, which is searched once for all services that have it."""
    known = context.compose.configs.credentials
    if path not in known:
        known[path] = tuple(credentials_in("\n".join(lines_of(file))))
    return known[path]


def _facts(file: str, found: Sequence[TextCredential]) -> dict[str, Fact]:
    weak = [one for one in found if one.weak]
    facts = {"credential_keys": _named(file, found)}
    return {**facts, "weak_keys": _named(file, weak)} if weak else facts


def _named(file: str, found: Sequence[TextCredential]) -> Fact:
    lines = tuple(one.line + 1 for one in found)
    return Fact([one.name for one in found], Source("file", file, lines[0]), lines)
