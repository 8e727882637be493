"""Configuration files of services: YAML that is neither manifest nor report, and plain text.

A file counts for the services that mount it, or its folder, or whose image it is copied into. Of a folder
count the files that the command line names; when it names none, those of a folder that goes where
configuration lies.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from threatmodel.engine.importers.compose.image_builds import built_from
from threatmodel.engine.importers.compose.mounts import Mount, mounts_of
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.importers.compose.text_configs import lines_of
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.products.ini_settings import ini_file_of, settings_in
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap, YamlValue, as_text
from threatmodel.engine.model import Source

_CONFIGURATION_FOLDERS: Final = frozenset(
    {"etc", "config", "configs", "conf", "conf.d", "provisioning", "pipeline"}
)
_DEEPEST: Final = 30
_VARIABLE: Final = re.compile(r"os\.environ/([A-Za-z_]\w{0,200})")
_MOST_ADDRESSES: Final = 200  # of one file
_MOST_IN_ALL: Final = 200_000  # files and addresses, of all services


def spends(context: ImportContext, service: ComposeService, amount: int) -> bool:
    """Whether files and addresses may still be looked at: services times files are soon millions."""
    configs = context.compose.configs
    configs.looked_at += amount
    if configs.looked_at <= _MOST_IN_ALL:
        return True
    message = (
        "The services have too many configuration files; some calls in them are ignored. "
        "Import fewer files at once."
    )
    context.builder.report(service.settings.home.file, 0, "warning", message)
    return False


def directives_of(context: ImportContext, project: Project, service: ComposeService) -> tuple[str, ...]:
    """The lines of the configuration files of a service in plain text; they are compared, and never kept."""
    configs = context.compose.configs.by_path
    found = [configs[path] for path in files_of(context, project, service)]
    lines = [line for one in found if isinstance(one, TextFile) for line in lines_of(one)]
    return tuple(lines) if spends(context, service, len(lines)) else ()


def settings_of_file(
    context: ImportContext, project: Project, service: ComposeService
) -> dict[str, tuple[str, Source]]:
    """The settings in the INI file of its product, by name of the variable; they are compared, never kept."""
    product, configs = service.product, context.compose.configs.by_path
    named = ini_file_of(product)
    if product is None or not named:
        return {}
    found: dict[str, tuple[str, Source]] = {}
    for path in files_of(context, project, service):
        file = configs[path]
        if isinstance(file, TextFile) and posixpath.basename(path) == named:
            for name, (value, line) in settings_in(product, "\n".join(lines_of(file))).items():
                found[name] = (value, Source("file", file.name, line))
    return found


def variables_read_by_configs(
    context: ImportContext, project: Project, service: ComposeService
) -> dict[str, tuple[str, int]]:
    """The variables that the YAML files of a service name as the place of a value, with file and line."""
    found: dict[str, tuple[str, int]] = {}
    for path in files_of(context, project, service):
        for name, place in _variables_of(context, path).items():
            found.setdefault(name, place)
    return found


def _variables_of(context: ImportContext, path: str) -> dict[str, tuple[str, int]]:
    """The variables that a file names, which is searched once for all services that have it."""
    configs = context.compose.configs
    known = configs.variables.get(path)
    if known is None:
        file = configs.by_path[path]
        known = configs.variables[path] = {}
        for document in file if not isinstance(file, TextFile) else ():
            for name, line in islice(_variables_in(document.content), _MOST_ADDRESSES):
                known.setdefault(name, (document.file, line))
    return known


def files_of(context: ImportContext, project: Project, service: ComposeService) -> tuple[str, ...]:
    """Paths of the configuration files of a service, in order."""
    configs = context.compose.configs
    if not configs.by_path:
        return ()
    key = service.uid, tuple(service.words)
    known = configs.of_services.get(key)
    if known is None:
        known = configs.of_services[key] = tuple(sorted(_files_of(context, project, service)))
    return known


def targets_of(context: ImportContext, project: Project, service: ComposeService) -> Mapping[str, str]:
    """Return the files that a service mounts or is built with, by path inside.

    `files_of` are those of them that it reads.
    """
    files_of(context, project, service)
    return context.compose.configs.targets.get((service.uid, tuple(service.words)), {})


def _files_of(context: ImportContext, project: Project, service: ComposeService) -> set[str]:
    found: set[str] = set()
    targets: dict[str, str] = {}
    configs = context.compose.configs.by_path
    for path, target in _places(context, project, service):
        if path in configs:
            found.add(path)
            is_folder = target.endswith(("/", ".d"))
            targets[posixpath.join(target, posixpath.basename(path)) if is_folder else target] = path
        else:
            inside = [file for file in configs if file.startswith(f"{path}/")]
            if spends(context, service, len(inside)):
                targets |= {target.rstrip("/") + file[len(path) :]: file for file in inside}
                found.update(_chosen(inside, path, target, service))
    context.compose.configs.targets[service.uid, tuple(service.words)] = targets
    return found


def _places(context: ImportContext, project: Project, service: ComposeService) -> Iterator[tuple[str, str]]:
    """Files and folders of the input that a service has, each with its path inside."""
    for mount in mounts_of(service.settings, project.services):
        if path := _path_of(project, mount):
            yield path, mount.path
    build = service.settings.last("build")
    built = built_from(project, build, "") if build is not None else None
    start = context.compose.base_of(built) if built is not None else None
    if built is None or start is None:
        return
    for source, target in start.copied:
        path = posixpath.normpath(posixpath.join(built.context, source.lstrip("/")))
        if path != posixpath.normpath(built.context):  # the whole of it is the program
            yield path, target


def _path_of(project: Project, mount: Mount) -> str:
    """Where the mounted file or folder lies among the files of the input; an empty string outside of them."""
    if mount.type == "config":
        declared = project.declared("configs").get(mount.source)
        file = declared.get("file") if declared else None
        return project.beside(file.file, file.text) if file else ""
    if mount.type != "host-path" or mount.source.startswith(("/", "~", "$")):
        return ""
    return project.beside(mount.setting.file, mount.source)


def _chosen(inside: Sequence[str], folder: str, target: str, service: ComposeService) -> Sequence[str]:
    """The files of a folder that the service reads."""
    line = " ".join(service.words)
    where = {file: posixpath.join(target, file[len(folder) + 1 :]) for file in inside}
    named = [file for file, path in where.items() if path in line]
    if named or f"{target.rstrip('/')}/" in line:
        return named
    is_configuration = not _CONFIGURATION_FOLDERS.isdisjoint(target.split("/"))
    home = posixpath.dirname(service.settings.home.file)
    return inside if is_configuration and folder != home else []


def _variables_in(value: YamlValue, line: int = 0, depth: int = 0) -> Iterator[tuple[str, int]]:
    """Variables that texts under a key name, with their lines. Source: LiteLLM, "Proxy Config.yaml"."""
    if depth > _DEEPEST:
        return
    if isinstance(value, YamlMap):
        for name, part in value.items():
            yield from _variables_in(part, value.line_of(name), depth + 1)
    elif isinstance(value, YamlList):
        for index, part in enumerate(value):
            yield from _variables_in(part, value.line_at(index), depth + 1)
    elif match := _VARIABLE.fullmatch(as_text(value).strip()):
        yield match[1], line
