"""Compose files as a model of the Docker host they run on.

A service becomes a workload `compose:<service>` on `node:compose`, holding one container of the same name;
networks, volumes, secrets and configs become elements of their own. What the file leaves out gets the
fact that Docker's default makes of it, with origin "default".

Projects: the compose files of one folder are one project. compose.yaml (or docker-compose.yml) comes first,
its override file next, then the other compose.*.yml by name, merged as `docker compose -f` does: single
values are replaced, lists and mappings add up. A file of another name, or a variant without the base file,
is a project by itself, unless its services need what only the base file declares. With several projects in
the input, names in uids get the end of the folder's path in front (`compose:shop/web`); with one they do
not. External networks and volumes, and absolute host paths, are shared between projects.

Files that `include` names join the project of the one that includes them; files that `extends` names are no
projects of their own. Variables: what the `.env` of the folder says and defaults in the file count; what only
the shell knows stays unknown, and credentials of the `.env` are not looked at. Values of variables, commands
and arguments are looked at and never kept. A service with `profiles` is added, with its flows when one of
them is switched on.
"""

import posixpath
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from threatmodel.engine.importers.compose import PROXY_CONFIGS, EnvFiles
from threatmodel.engine.importers.compose.backup_services import add_backups
from threatmodel.engine.importers.compose.database_logins import add_database_logins
from threatmodel.engine.importers.compose.env_files import credentials_of, profiles_of, with_environment
from threatmodel.engine.importers.compose.first_accounts import add_first_accounts
from threatmodel.engine.importers.compose.flow_inference import add_project_flows
from threatmodel.engine.importers.compose.merged_values import MergedValue
from threatmodel.engine.importers.compose.mounts import add_config, add_named_volume, add_secret
from threatmodel.engine.importers.compose.networks import connect
from threatmodel.engine.importers.compose.password_variables import password_variables
from threatmodel.engine.importers.compose.project import Project, profiles_in, projects_of
from threatmodel.engine.importers.compose.recognition import matches
from threatmodel.engine.importers.compose.reused_passwords import add_reused_passwords
from threatmodel.engine.importers.compose.service import NODE, ComposeService
from threatmodel.engine.importers.compose.service_keys import report_unknown_keys, report_unreadable_flags
from threatmodel.engine.importers.compose.service_variables import lacking_files
from threatmodel.engine.importers.compose.services import add_services
from threatmodel.engine.importers.compose_context import ConfigFile, ConfigFiles, ReadProject
from threatmodel.engine.importers.dockerfile import Dockerfiles
from threatmodel.engine.importers.dockerfile.image_bases import image_bases
from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.provenance import inferred
from threatmodel.engine.importers.yaml.reader import YamlMap
from threatmodel.engine.model import Source

_MOST_SERVICES: Final = 2_000
_MOST_CONFIG_FILES: Final = 500


def import_projects(claims: Sequence[Document], context: ImportContext) -> None:
    """Add every compose project among the documents to the model."""
    env_files, state = context.claims.of(EnvFiles.id), context.compose
    passwords = password_variables(claims)
    if passwords:
        context.env_credentials = credentials_of(env_files, passwords)
    documents = with_environment(claims, env_files, context.builder, passwords)
    state.profiles = context.options.profiles | profiles_of(env_files)
    state.base_of = image_bases(context.claims.of(Dockerfiles.id))
    state.configs = ConfigFiles(_config_files(context))
    for project in projects_of(documents, context.builder) if documents else ():
        _import_project(project, documents[0].file, context)


def profiles_named(contents: Iterable[tuple[str, YamlMap]]) -> dict[str, tuple[str, ...]]:
    """Return the profiles that compose files name among these contents of files, by name of the file."""
    return profiles_in([Document(file, content) for file, content in contents if matches(content)])


def _config_files(context: ImportContext) -> dict[str, ConfigFile]:
    """Files that may configure a service: plain text, and YAML that no format takes."""
    found: dict[str, ConfigFile] = {_path(file.name): file for file in context.claims.of(PROXY_CONFIGS.id)}
    for one in context.unclaimed:
        if one.file.endswith((".yml", ".yaml")):
            mappings = (content for content, _line in one.documents if isinstance(content, YamlMap))
            found[_path(one.file)] = [Document(one.file, content) for content in mappings]
    return dict(islice(found.items(), _MOST_CONFIG_FILES))


def _path(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/"))


def _import_project(project: Project, file: str, context: ImportContext) -> None:
    builder = context.builder
    if len(project.services) > _MOST_SERVICES:
        home = next(iter(project.services.values())).home
        message = f"The project has more than {_MOST_SERVICES:,} services; it is ignored."
        builder.report(home.file, home.line, "error", message)
        return
    if not project.services:
        builder.report(file, 0, "warning", "The compose file declares no services.")
        return
    home = next(iter(project.services.values())).home
    _add_host(builder, home.file)
    services = add_services(context, project)
    _add_declared(project, builder)
    add_project_flows(context, project, services, connect(builder, project))
    add_database_logins(context, project, services.values())
    add_backups(builder, services.values(), context.compose.profiles)
    add_reused_passwords(context, project, services.values())
    add_first_accounts(context, project, services.values())
    _report_missing_environments(context, project, services.values())
    name = project.name.text if project.name else ""
    read = ReadProject(project.prefix, project.label, project.directory, name, project.uids)
    context.compose.projects.append(read)
    report_unknown_keys(builder, project.services.values())
    report_unreadable_flags(builder, project.services.values())


def _report_missing_environments(
    context: ImportContext, project: Project, services: Iterable[ComposeService]
) -> None:
    """Report once each file that `env_file` needs and the input lacks."""
    missing: dict[str, list[tuple[str, MergedValue]]] = {}
    for service in services:
        for item, name in lacking_files(context, project, service):
            missing.setdefault(name, []).append((service.name, item))
    for name, uses in missing.items():
        first, item = uses[0]
        who = first if len(uses) == 1 else f"{first} and {len(uses) - 1} more"
        message = (
            f"The file {name[:200]}, named by `env_file` of {who}, is not in the input. Add "
            "it, or a sample of it, to find the calls and the logins in its variables."
        )
        context.builder.report(item.file, item.line, "info", message)


def _add_host(builder: ModelBuilder, file: str) -> None:
    why = "Compose services run on a Docker host."
    builder.add_element(
        NODE,
        "node",
        "Docker host",
        source=Source("inferred", file, why=why),
        facts={"runtime": inferred("docker", why=why, file=file)},
    )


def _add_declared(project: Project, builder: ModelBuilder) -> None:
    """Add volumes, secrets and configs that are declared and that no service uses."""
    for name, setting in project.declared("volumes").items():
        add_named_volume(builder, project, name, NODE, setting)
    for name, setting in project.declared("secrets").items():
        add_secret(builder, project, name, NODE, setting)
    for name, setting in project.declared("configs").items():
        add_config(builder, project, name, NODE, setting)
