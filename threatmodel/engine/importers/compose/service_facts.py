"""Facts of the workload and the container that a compose service becomes."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from threatmodel.engine.importers.command_logins import with_command_logins
from threatmodel.engine.importers.compose.config_files import directives_of, settings_of_file
from threatmodel.engine.importers.compose.env_credentials import (
    Credentials,
    credential_record,
    credentials_from_files,
    filled_in,
    filled_in_command,
    is_unset,
)
from threatmodel.engine.importers.compose.envoy_admin import envoy_admin_facts
from threatmodel.engine.importers.compose.image_builds import image_base
from threatmodel.engine.importers.compose.merged_values import MergedValue, MergedValues
from threatmodel.engine.importers.compose.mounts import mounts_of
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.security import container_facts, namespace_facts
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.importers.compose.service_variables import lacking_files
from threatmodel.engine.importers.debug_switches import is_debug_switch
from threatmodel.engine.importers.debuggers import debugger_facts, first_open, texts_of_variables
from threatmodel.engine.importers.development_commands import development_server
from threatmodel.engine.importers.empty_passwords import must_be_set, without_overruled_switches
from threatmodel.engine.importers.environment_facts import (
    argument_credentials,
    arguments_of,
    environment_record,
    has_variable,
    insecure_tls_options,
    insecure_tls_variables,
    login_options,
    program_of,
    runs_ssh_server,
)
from threatmodel.engine.importers.given_shells import given_shell
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.open_buckets import open_buckets
from threatmodel.engine.importers.products.ai import (
    fetching_tool,
    models_of,
    remote_code_switch,
    role_of_command,
    role_of_name,
    serves_models,
    tool_of_image,
    tools_of,
)
from threatmodel.engine.importers.products.build_runners import privileged_builds_setting
from threatmodel.engine.importers.products.configuration_files import (
    names_configuration_file,
    settings_of_mounts,
)
from threatmodel.engine.importers.products.memory_caps import memory_cap
from threatmodel.engine.importers.products.product_auth import reads_directives
from threatmodel.engine.importers.products.product_behavior import (
    behavior_of,
    file_behavior,
    open_behavior,
    purpose_behavior,
)
from threatmodel.engine.importers.provenance import defaulted, inferred
from threatmodel.engine.importers.redaction import is_credential_value, redacted, users_of
from threatmodel.engine.importers.variable_names import name_words
from threatmodel.engine.importers.yaml.reader import as_text
from threatmodel.engine.model import Fact, Source

_UNSEEN: Final = "a value that a file of variables or the shell sets"
_SSH_PORT: Final = 22
_HOST_GATEWAY: Final = "host-gateway"  # the address of the Docker host, whatever it is
_SHORTEST_NAME: Final = 4  # of a service or image, for a password that is called like it
_CERTAIN: Final = frozenset({"image", "command"})  # what names a product for sure


# --- workload -------------------------------------------------------------------------------------


def workload_facts(context: ImportContext, project: Project, service: ComposeService) -> dict[str, Fact]:
    settings, home = service.settings, service.settings.home
    facts = {
        "controller": home.fact("compose-service"),
        "replicas": _replicas(settings),
        "restart_policy": _restart(settings),
        "built_here": home.fact(settings.last("build") is not None),
        "profiles": _profiles(service),
        "token_mounted": by_default(
            home, value=False, why="Docker mounts no Kubernetes API token into a container."
        ),
        **({"compose_project": project.name.fact(project.name.text)} if project.name else {}),
        **namespace_facts(settings),
        **_purpose(service),
        **_ai_role(service),
        **_behavior(context, project, service),
    }
    facts["host_aliases"] = _host_aliases(settings)
    return facts


def _host_aliases(settings: MergedValues) -> Fact:
    """Whether names lead elsewhere than the name server says; a name for the Docker host itself is none."""
    hosts = settings.last("extra_hosts")
    if hosts is None:
        return by_default(settings.home, value=False, why="No extra_hosts are set.")
    addresses = (value.text or name for name, value in settings.entries("extra_hosts").items())
    return hosts.fact(any(one.rpartition(":")[2].strip() != _HOST_GATEWAY for one in addresses))


def by_default(home: MergedValue, *, value: bool | int | str | list[str], why: str) -> Fact:
    return defaulted(value, why=why, file=home.file, line=home.line)


def _replicas(settings: MergedValues) -> Fact:
    setting = settings.path("deploy", "replicas") or settings.last("scale")
    if setting is not None and setting.number is not None:
        return setting.fact(setting.number)
    return by_default(settings.home, value=1, why="Compose starts one container of a service by default.")


def _restart(settings: MergedValues) -> Fact:
    setting = settings.path("deploy", "restart_policy", "condition") or settings.last("restart")
    if setting is not None and setting.text:
        return setting.fact("no" if setting.flag is False else setting.text)
    return by_default(settings.home, value="no", why="Docker does not restart a container by default.")


def _profiles(service: ComposeService) -> Fact:
    items = [item for item in service.settings.items("profiles") if item.text]
    if not items:
        return by_default(service.settings.home, value=[], why="A service without profiles always starts.")
    return Fact([item.text for item in items], items[0].source, tuple(item.line for item in items))


def _purpose(service: ComposeService) -> dict[str, Fact]:
    if not service.purpose:
        return {}
    place, why = service.settings.home, f"Derived from its name, {service.name}."
    if service.product is not None:
        place, why = service.settings.last("image") or place, f"Its image is known: {service.product.name}."
        if service.known_by == "base":
            place = service.settings.last("build") or place
            why = f"Its image is built from that of {service.product.name}."
        elif service.known_by == "command":
            place = service.settings.last("command") or service.settings.last("entrypoint") or place
            why = f"Its command line starts {service.product.name}."
        elif service.known_by == "name":
            place, why = service.settings.home, f"Its name and port say that it is {service.product.name}."
    return {"purpose": inferred(service.purpose, why=why, file=place.file, line=place.line)}


def _ai_role(service: ComposeService) -> dict[str, Fact]:
    product, home = service.product, service.settings.home
    if product is not None and (product.ai_role or not product.general_base):
        place = service.settings.last("build" if service.known_by == "base" else "image") or home
        found, why = product.ai_role, f"It is known to be {product.name}."
    elif found := role_of_command(arguments_of(service.words)):
        place = service.settings.last("command") or service.settings.last("entrypoint") or home
        why = "Its command line says so."
    else:
        found, place, why = role_of_name(service.name), home, f"Derived from its name, {service.name}."
    if not found:
        return {}
    role = {"ai_role": inferred(found, why=why, file=place.file, line=place.line)}
    return {**role, **_tools(service)} if found == "tool-server" else role


def _tools(service: ComposeService) -> dict[str, Fact]:
    """The tools that its command line names, else its image, and whether one of them calls any address."""
    place = service.settings.last("command") or service.settings.last("entrypoint")
    tools: Sequence[str] = tools_of(arguments_of(service.words))
    if not tools and service.reference is not None:
        place, tools = service.settings.last("image"), tool_of_image(service.reference.name)
    if place is None or not tools:
        return {}
    facts = {"tools": place.fact(list(tools))}
    if fetching := fetching_tool(tools):
        why = f"Its tool {fetching} calls web addresses that it is given."
        facts["fetches_addresses"] = inferred(value=True, why=why, file=place.file, line=place.line)
    return facts


def _behavior(context: ImportContext, project: Project, service: ComposeService) -> dict[str, Fact]:
    """Whom it lets in, what it runs and calls; what an image adds that is built here may settle the first."""
    built = service.settings.last("build") is not None and service.known_by not in _CERTAIN
    base = image_base(context.compose, project, service.settings) if built else None
    if built and base is not None and base.starts_as_base:
        built = False
    place = service.settings.last("image") or service.settings.home
    in_file = settings_of_file(context, project, service)
    values = {name: setting.text for name, setting in service.from_image.items()}
    values |= {name: value for name, (value, _source) in in_file.items()}
    values |= {name: setting.text for name, setting in service.from_files.items()}
    files = context.env_credentials
    credentials = credentials_from_files(service, project, files)
    for name, (value, setting) in service.variables.items():
        credential = filled_in(name, setting, files)
        if credential is not None:
            credentials[name] = credential
        elif not is_unset(name, setting, files):
            is_unseen = setting.value is None or must_be_set(as_text(setting.value))
            values[name] = _UNSEEN if is_unseen else value
    values |= {name: "" if one.empty else _UNSEEN for name, one in credentials.items()}
    reference = base.reference if base is not None and not built else service.reference
    tag = reference.tag if reference and service.known_by in {"image", "base"} and not built else ""
    product = None if built else service.product
    words = _words_and_settings(context, project, service)
    is_certain = service.known_by in _CERTAIN
    unseen = any(lacking_files(context, project, service))
    found = behavior_of(product, tag=tag, variables=values, words=words, is_certain=is_certain, unseen=unseen)
    if built and service.product is not None:
        found |= file_behavior(service.product, variables=values, words=words)
        found |= open_behavior(service.product, variables=values, words=service.words)
        found |= purpose_behavior(service.product, variables=values, words=service.words)
    facts = {}
    for name, one in found.items():
        given = {**service.from_image, **service.from_files}
        _, setting = service.variables.get(one.setting, ("", given.get(one.setting, place)))
        is_set = one.setting in service.variables or one.setting in given
        at = in_file[one.setting][1] if one.setting in in_file and not is_set else setting
        facts[name] = Fact(one.value, Source(one.origin, at.file, at.line, why=one.why))
    return {**facts, **envoy_admin_facts(context, project, service)}


def _words_and_settings(context: ImportContext, project: Project, service: ComposeService) -> tuple[str, ...]:
    """The command line, with what configuration files say where they are read, else that there are some."""
    reads = reads_directives(service.product, service.words)
    if reads and (lines := directives_of(context, project, service)):
        # A script stays whole: it may write the file, or give options beside it.
        words = (one for one in service.words if " " in one.strip() or not names_configuration_file([one]))
        return *words, *lines
    mounted = (mount.path for mount in mounts_of(service.settings, project.services))
    return *service.words, *settings_of_mounts(mounted)


# --- container ------------------------------------------------------------------------------------


def service_container_facts(service: ComposeService, project: Project, files: Credentials) -> dict[str, Fact]:
    settings, home = service.settings, service.settings.home
    facts = {
        **container_facts(settings),
        **_purpose(service),
        **_memory_cap(service),
        **_environment(service, project, files),
        **_command_line(service),
    }
    records = [port.record() for port in service.ports.known]
    if records:
        lines = tuple(port.setting.line for port in service.ports.known)
        facts["ports"] = Fact(list(records), service.ports.known[0].setting.source, lines)
    elif not service.ports.unknown:
        facts["ports"] = by_default(home, value=[], why="The service declares no ports.")
    ssh = next((port for port in service.ports.known if port.port == _SSH_PORT), None)
    if ssh is not None and service.purpose != "proxy":
        why = "It listens on port 22."
        facts["ssh_server"] = inferred(value=True, why=why, file=ssh.setting.file, line=ssh.setting.line)
    return facts


def _memory_cap(service: ComposeService) -> dict[str, Fact]:
    if service.product is None or service.known_by == "name":
        return {}
    values = [*(value for value, _ in service.variables.values())]
    values += [setting.text for setting in service.from_files.values()]
    why = memory_cap(service.product, words=service.words, values=values)
    place = service.settings.last("command") or service.settings.home
    return {"memory_capped": inferred(value=True, why=why, file=place.file, line=place.line)} if why else {}


def _environment(service: ComposeService, project: Project, files: Credentials) -> dict[str, Fact]:
    home = service.settings.home
    facts = {"env": by_default(home, value=[], why="The service sets no environment variables.")}
    found = list(_records(service, project, files))
    if found:
        records = without_overruled_switches([record for record, _ in found])
        places = [source for _, source in found]
        several = len({place.file for place in places}) > 1
        facts["env"] = Fact(
            list(records),
            places[0],
            tuple(place.line for place in places),
            tuple(place.file for place in places) if several else (),
        )
    named = [(name, item) for item, name, _required in service.environment_files if name]
    if named:
        sources = [{"kind": "file", "name": redacted(name)} for name, _ in named]
        facts["env_from"] = Fact(list(sources), named[0][1].source, tuple(item.line for _, item in named))
    else:
        facts["env_from"] = by_default(home, value=[], why="The service reads no environment files.")
    return facts


def _records(
    service: ComposeService, project: Project, files: Credentials
) -> Iterator[tuple[dict[str, Any], Source]]:
    """The records of the variables, each with its place: a credential of a file is where the file sets it."""
    users = users_of((name, value) for name, (value, _) in service.variables.items()) | _names(service)
    for name, (value, setting) in service.variables.items():
        credential = filled_in(name, setting, files)
        if credential is not None:
            yield credential_record(name, credential), Source("file", credential.file, credential.line)
        else:
            yield _variable(name, value, setting, users), setting.source
    of_files = credentials_from_files(service, project, files)
    for name, credential in filled_in_command(service, files).items():
        if name not in of_files:
            yield credential_record(name, credential), Source("file", credential.file, credential.line)
    for name, credential in of_files.items():
        record = credential_record(name, credential)
        if name in service.foreign_credentials:
            origin = "env-shared" if service.foreign_credentials[name] else record["origin"]
            record |= {"weak": False, "origin": origin}
        yield record, Source("file", credential.file, credential.line)
    for name, setting in service.from_files.items():
        shared = service.serves_callers or name in service.variables
        if not shared and is_debug_switch(name, setting.text):
            yield environment_record(name, setting.text, origin="literal"), setting.source


def _names(service: ComposeService) -> frozenset[str]:
    """What the service and its image are called: as passwords they are guessed first."""
    image = service.reference.repository.split("/") if service.reference else ()
    words = (service.name, *name_words(service.name), *image)
    return frozenset(name.lower() for name in words if len(name) >= _SHORTEST_NAME)


def _variable(name: str, value: str, setting: MergedValue, users: frozenset[str]) -> dict[str, Any]:
    if setting.value is None:
        return environment_record(name, None, origin="interpolated")
    if name.upper().endswith("_FILE"):
        return environment_record(name, value, origin="file")
    if not value.strip("'\""):  # quotes alone, as in ${NAME:-''}, are meant as in a shell
        return environment_record(name, "", origin="empty")
    if has_variable(value) and not is_credential_value(value):
        return environment_record(name, value, origin="interpolated")
    return environment_record(name, value, origin="literal", users=users)


def _debugger(service: ComposeService, command: MergedValue) -> dict[str, Fact]:
    """The debugger that its command line opens, or one of its variables."""
    settings = [setting for _, setting in service.variables.values()]
    values = texts_of_variables({name: text for name, (text, _) in service.variables.items()})
    found = first_open([service.words, *([one] for one in values)])
    return debugger_facts(found[1], [command, *settings][found[0]].fact) if found else {}


def _command_line(service: ComposeService) -> dict[str, Fact]:
    settings, home = service.settings, service.settings.home
    place = settings.last("command") or settings.last("entrypoint") or home
    variables = [(name, value) for name, (value, _) in service.variables.items()]
    arguments = arguments_of(service.words)
    credentials = with_command_logins(argument_credentials(arguments), service.words)
    tls_off = dict.fromkeys((*insecure_tls_options(arguments), *insecure_tls_variables(variables)))
    facts = {
        "argument_credentials": place.fact(list(credentials))
        if credentials
        else by_default(home, value=[], why="No option of its command line contains a literal credential."),
        "insecure_tls_options": place.fact(list(tls_off))
        if tls_off
        else by_default(home, value=[], why="Nothing in the file disables certificate verification."),
    }
    if logins := login_options(arguments):
        facts["login_options"] = place.fact(list(logins))
    first = settings.last("entrypoint") or settings.last("command")
    program = program_of(service.words)
    if first is not None and program:
        facts["command"] = first.fact(program)
    facts |= _debugger(service, place)
    if shell := given_shell(service.words):
        facts["given_shell"] = place.fact(shell)
    if setting_name := privileged_builds_setting(variables, arguments):
        known = service.variables.get(setting_name)
        facts["privileged_builds"] = (known[1] if known else place).fact(setting_name)
    if buckets := open_buckets(arguments):
        facts["open_buckets"] = place.fact(buckets)
    if runs_ssh_server(arguments):
        facts["ssh_server"] = place.fact(value=True)
    if server := development_server(arguments):
        facts["development_server"] = place.fact(server)
    return {**facts, **_models(service, place, arguments)}


def _models(service: ComposeService, place: MergedValue, arguments: list[str]) -> dict[str, Fact]:
    """The models that a model server loads, and whether they may bring program code."""
    variables = {name: value for name, (value, _) in service.variables.items()}
    switch = remote_code_switch(arguments, variables)
    facts = {}
    if switch:
        facts["remote_code_option"] = (service.variables.get(switch, ("", place))[1]).fact(switch)
    if (service.product and service.product.ai_role == "model-server") or serves_models(arguments, variables):
        records = models_of(arguments, variables)
        if records:
            facts["models"] = place.fact(records)
    return facts
