"""Compose files sorted into projects: the files of a folder, and those that they include, are merged."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from threatmodel.engine.importers.compose.extends import ExtendsResolver
from threatmodel.engine.importers.compose.include import folder_of
from threatmodel.engine.importers.compose.merged_values import MergedValue, MergedValues
from threatmodel.engine.importers.compose.override_files import (
    complete_files,
    is_override_name,
    overridden_files,
)
from threatmodel.engine.importers.compose.recognition import is_first_format, looks_like_service
from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.yaml.reader import YamlMap
from threatmodel.engine.importers.yaml.values import Tagged

_DEFAULT_NAME: Final = re.compile(r"(?:docker-)?compose\.ya?ml", re.IGNORECASE)
_VARIANT_NAME: Final = re.compile(r"(?:docker-)?compose[.\-_][\w.\-]{1,80}\.ya?ml", re.IGNORECASE)
_APART: Final = "Read as a deployment of its own: it states all that its services need, as {} does."
_SECTIONS: Final = ("networks", "volumes", "secrets", "configs", "models")


@dataclass(slots=True)
class Project:
    """The files that compose would read together. `folder` is empty when the input has one project only."""

    folder: str
    label: str = ""  # what the folder would be, were it one of several
    directory: str = ""  # where its files are
    name: MergedValue | None = None  # that the files state
    uids: dict[str, tuple[str, str]] = field(default_factory=dict)  # the parts around the prefix in each
    services: dict[str, MergedValues] = field(default_factory=dict)
    sections: dict[str, dict[str, MergedValue]] = field(default_factory=dict)
    # By file, where it is another one than that of the file: of included ones, and of overrides elsewhere.
    directories: Mapping[str, str] = field(default_factory=dict)

    def beside(self, file: str, path: str) -> str:
        """A path that a file of the project names, as the input names its files."""
        folder = self.directories.get(str(_path(file)), folder_of(file))
        return posixpath.normpath(posixpath.join(folder, path))

    @property
    def prefix(self) -> str:
        """The prefix of names in uids, so that projects do not collide."""
        return f"{self.folder}/" if self.folder else ""

    def uid(self, head: str, rest: str) -> str:
        """The uid of something that is the project's own."""
        uid = f"{head}{self.prefix}{rest}"
        self.uids[uid] = head, rest
        return uid

    def declared(self, section: str) -> Mapping[str, MergedValue]:
        """The networks, volumes, secrets or configs that the files declare."""
        return self.sections.get(section, {})


def projects_of(documents: Sequence[Document], builder: ModelBuilder) -> tuple[Project, ...]:
    """Sort the documents into projects and merge each, in the order of their names."""
    by_path = {str(_path(document.file)): document for document in documents}
    references = ExtendsResolver(by_path, builder)
    extended = references.extended()
    alone = [d for d in documents if str(_path(d.file)) not in extended or _is_default(_path(d.file))]
    paths = (_path(document.file) for document in alone)
    with_base = {path.parent for path in paths if _is_default(path)}
    bases, complete = overridden_files(alone), complete_files(alone)
    for path in references.all_included():  # one project with the file that includes it
        complete.pop(path, None)
    groups: dict[str, list[Document]] = {}
    for document in alone:
        path = str(_path(document.file))
        group = _group(_path(bases.get(path, path)), with_base)
        if path in complete and group != path:
            builder.report(document.file, 0, "info", _APART.format(complete[path]))
            group = path
        groups.setdefault(group, []).append(document)
    included = _join_included(groups, references)
    labels = _short_names(groups)
    names = labels if len(groups) > 1 else dict.fromkeys(groups, "")
    projects = {
        group: _merged(names[group], groups[group], included, references, builder) for group in sorted(groups)
    }
    for group, project in projects.items():
        project.label = labels[group]
    return tuple(projects.values())


def _join_included(groups: dict[str, list[Document]], references: ExtendsResolver) -> frozenset[str]:
    """Move the files that another one includes into its project; return their paths."""
    home = {str(_path(document.file)): group for group, documents in groups.items() for document in documents}
    included: set[str] = set()
    for document in [one for documents in groups.values() for one in documents]:
        for path in references.included(document):
            ours, theirs = home[str(_path(document.file))], home.get(path, "")
            included.add(path)
            if theirs and theirs != ours:
                groups[ours] += groups.pop(theirs)
                home.update({known: ours for known, group in home.items() if group == theirs})
    return frozenset(included)


def _is_default(path: PurePosixPath) -> bool:
    return _DEFAULT_NAME.fullmatch(path.name) is not None


def _path(name: str) -> PurePosixPath:
    return PurePosixPath(name.replace("\\", "/"))


def _group(path: PurePosixPath, with_base: Set[PurePosixPath]) -> str:
    """The folder; for a file that compose would not read beside the folder's own one, its path."""
    is_part = _DEFAULT_NAME.fullmatch(path.name) or (
        path.parent in with_base and _VARIANT_NAME.fullmatch(path.name)
    )
    return str(path.parent if is_part else path)


def _short_names(groups: Iterable[str]) -> dict[str, str]:
    """The shortest end of each path that no other path has."""
    parts = {group: _without_suffix(group) for group in groups}
    length = dict.fromkeys(parts, 1)
    while True:
        names = {group: "/".join(parts[group][-length[group] :]) or "." for group in parts}
        count = Counter(names.values())
        clashes = [group for group in parts if count[names[group]] > 1 and length[group] < len(parts[group])]
        if not clashes:
            break
        for group in clashes:
            length[group] += 1
    return names if len(count) == len(names) else {group: group for group in names}


def _without_suffix(group: str) -> tuple[str, ...]:
    path = PurePosixPath(group)
    if path.suffix.lower() in {".yml", ".yaml", ".json"}:
        path = path.with_suffix("")
    return tuple(part for part in path.parts if part not in {"/", "."})


def _in_order(documents: Iterable[Document]) -> list[Document]:
    """The base file first, its override next, then the others by name."""
    given = list(documents)
    changed = overridden_files(given)
    bases = frozenset(changed.values())

    def rank(document: Document) -> tuple[int, str]:
        path = _path(document.file)
        is_base = str(path) in bases or (_is_default(path) and str(path) not in changed)
        return (0 if is_base else 1 if is_override_name(path.name) else 2, path.name)

    return sorted(given, key=rank)


def _merged(
    name: str,
    documents: Sequence[Document],
    included: frozenset[str],
    references: ExtendsResolver,
    builder: ModelBuilder,
) -> Project:
    """Included files come first: what includes them may add to their services."""
    ordered = _in_order(documents)
    parts = [document for document in ordered if str(_path(document.file)) in included]
    files = [document for document in ordered if document not in parts] or parts[-1:]
    directory = folder_of(files[0].file)
    moved = {str(_path(one.file)): directory for one in files[1:] if folder_of(one.file) != directory}
    project = Project(name, directory=directory, directories={**references.directories, **moved})
    for document in [*(part for part in parts if part not in files), *files]:
        if document in files[1:]:
            message = f"Merged over {files[0].file}, as `docker compose -f` does with several files."
            builder.report(document.file, 0, "info", message)
        _add_document(project, document, builder)
    for service, settings in project.services.items():
        references.resolve_extends(service, settings, project.services)
    return project


def _add_document(project: Project, document: Document, builder: ModelBuilder) -> None:
    content = document.content
    stated = MergedValue(content.get("name"), document.file, content.line_of("name"))
    if stated.text and "$" not in stated.text and not is_first_format(content):
        project.name = stated
    if is_first_format(content):
        _add_services(project, content, document.file, builder)
        return
    services = content.get("services")
    if isinstance(services, YamlMap):
        _add_services(project, services, document.file, builder)
    elif services is not None:
        line = content.line_of("services")
        builder.report(document.file, line, "error", "`services` must be a mapping of names to services.")
    for section in _SECTIONS:
        _add_section(
            project,
            section,
            MergedValue(content.get(section), document.file, content.line_of(section)),
            builder,
        )


def _add_section(project: Project, section: str, setting: MergedValue, builder: ModelBuilder) -> None:
    if setting.value is not None and not isinstance(setting.value, YamlMap):
        builder.report(
            setting.file, setting.line, "warning", f"`{section}` must be a mapping; it is ignored."
        )
        return
    known = project.sections.setdefault(section, {})
    for name, entry in setting.entries():
        if not isinstance(entry.value, Tagged):
            known[name] = entry
        elif entry.value.kept is None:
            known.pop(name, None)
        else:
            known[name] = MergedValue(entry.value.kept, entry.file, entry.line)


def _add_services(project: Project, services: YamlMap, file: str, builder: ModelBuilder) -> None:
    for name, service in services.items():
        line = services.line_of(name)
        if name.startswith("x-") and not looks_like_service(service):
            continue
        if isinstance(service, Tagged):
            project.services.pop(name, None)
            if service.kept is None:
                continue
            service = service.kept  # noqa: PLW2901 - the value instead of all earlier ones
        if not isinstance(service, YamlMap):
            builder.report(file, line, "warning", f"The service {name[:80]} is not a mapping; it is ignored.")
            continue
        if name not in project.services:
            project.services[name] = MergedValues(MergedValue(service, file, line))
        project.services[name].add(service, file)


def profiles_in(documents: Iterable[Document]) -> dict[str, tuple[str, ...]]:
    """Return the profiles that compose files name, each with the services it starts, both by name.

    Looks at each file by itself: who extends or overrides whom makes no profile of its own.
    """
    found: dict[str, set[str]] = {}
    for document in documents:
        services = document.content.get("services")
        for name, service in services.items() if isinstance(services, YamlMap) else ():
            named = MergedValue(service, document.file, 0).get("profiles")
            for profile in named.items() if named is not None else ():
                if profile.text and "$" not in profile.text:
                    found.setdefault(profile.text, set()).add(name)
    return {profile: tuple(sorted(found[profile])) for profile in sorted(found)}
