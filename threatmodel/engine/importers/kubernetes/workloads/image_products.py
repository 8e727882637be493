"""What the image of a container is known to hold, and what that does by its settings and defaults."""

from collections.abc import Iterable, Mapping, Sequence

from threatmodel.engine.importers.environment_facts import arguments_of
from threatmodel.engine.importers.image_reference import ImageReference, parse_image
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.workloads.command_line import (
    arguments,
    command_line,
    command_words,
)
from threatmodel.engine.importers.kubernetes.workloads.environment import Environments, Variable
from threatmodel.engine.importers.kubernetes.workloads.volumes import PodVolume
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
from threatmodel.engine.importers.products.build_runners import (
    privileged_builds_line,
    privileged_builds_setting,
)
from threatmodel.engine.importers.products.clear_text import as_started, may_serve_without_tls
from threatmodel.engine.importers.products.configuration_files import settings_of_mounts
from threatmodel.engine.importers.products.controller_namespace_scope import is_controller, namespace_scope
from threatmodel.engine.importers.products.data_paths import misses_data, product_keeping
from threatmodel.engine.importers.products.fixed_exploits import fixed_exploits
from threatmodel.engine.importers.products.images import (
    Product,
    product_of,
    product_offering,
    purpose_of_name,
)
from threatmodel.engine.importers.products.memory_caps import memory_cap
from threatmodel.engine.importers.products.product_behavior import purpose_behavior
from threatmodel.engine.importers.store_clients import CLIENT, product_started
from threatmodel.engine.model import Fact, Source

_UNSEEN = "a value that is in no file"


def purpose_facts(
    container: Section, product: Product | None, image: ImageReference | None
) -> dict[str, Fact]:
    """Return what a container is for, when its product is known."""
    if product is None:
        return {}
    why, key = _known_by(container, product, image)
    return {"purpose": container.inferred(product.purpose, why, key)}


def _known_by(container: Section, product: Product, image: ImageReference | None) -> tuple[str, str]:
    """What says that a container holds a product, in words, and the key that says it."""
    if product.name == CLIENT:
        return "Its image or its command line is that of a client of stores.", "image"
    if image is not None and product_of(image) is product:
        return f"Its image is {product.name}.", "image"
    if "command" in container or "args" in container:
        return f"Its command line starts {product.name}.", "command" if "command" in container else "args"
    return f"Its image, ports or folders say that it is {product.name}.", "image"


def ai_role_facts(
    container: Section, product: Product | None, image: ImageReference | None, name: str
) -> dict[str, Fact]:
    """Return what a workload of this name does in an AI system: as its image, command line or name says."""
    if product is not None and (product.ai_role or not product.general_base):
        found, (why, key) = product.ai_role, _known_by(container, product, image)
    else:
        words = arguments_of(command_words(container))
        key = "args" if "args" in container else "command"
        found, why = role_of_command(words), "Its command line says so."
        if not found:
            found, why, key = role_of_name(name), f"Derived from its name, {name}.", "name"
    role = {"ai_role": container.inferred(found, why, key)} if found else {}
    return {**role, **_tools(container)} if found == "tool-server" else role


def _tools(container: Section) -> dict[str, Fact]:
    """Return the tools that its command line names, else its image; and whether one calls any address."""
    words = arguments_of(command_words(container))
    tools, key = tools_of(words), "args" if "args" in container else "command"
    if not tools:
        image = parse_image(container.text("image"))
        tools, key = list(tool_of_image(image.name)) if image else [], "image"
    if not tools:
        return {}
    facts = {"tools": container.stated(key, list(tools))}
    if fetching := fetching_tool(tools):
        why = f"Its tool {fetching} calls web addresses that it is given."
        facts["fetches_addresses"] = container.inferred(value=True, why=why, key=key)
    return facts


def container_product(
    container: Section, image: ImageReference | None, ports: Iterable[int], *, ends: bool = False
) -> Product | None:
    """Return what a container holds by its image, or by the command or ports of another program of it.

    An image that is not known holds the store whose folder and port the container has. `ends`: its pods are
    those of a Job, so one that runs a script beside the program of a store is a client.
    """
    words, ports = arguments_of(command_words(container)), tuple(ports)
    product = product_of(image) if image else None
    started = product_started(product, words, ends=ends and not ports)
    if started is None and product is None and image is not None:
        product = product_keeping(map(_path, container.sections("volumeMounts")), ports)
    offered = started or product_offering(product, ports)
    if offered is None or not may_serve_without_tls(offered):
        return offered
    variables = {one.name(): one.text("value") for one in container.sections("env")}
    return as_started(offered, variables=variables, words=words)


def _path(mount: Section) -> str:
    return mount.text("mountPath")


def container_product_facts(
    container: Section,
    image: ImageReference | None,
    volumes: Mapping[str, PodVolume],
    namespace: str,
    environments: Environments,
) -> dict[str, Fact]:
    """Return what is known of one container by its image: models, memory, namespaces that it serves, data."""
    product = product_of(image) if image else None
    words, values = command_words(container), environments.texts(container, namespace)
    facts = {
        **_models(container, product, arguments_of(words), values),
        **_namespace_scope(container, image, namespace, environments),
    }
    if product is None:
        return facts
    return {
        **facts,
        **_memory(container, product, words, values),
        **_data_volume(container, product, volumes, [*words, *values]),
        **_privileged_builds(container, product, volumes, namespace, environments),
    }


def _models(
    container: Section, product: Product | None, words: Sequence[str], values: Mapping[str, str]
) -> dict[str, Fact]:
    """Return the models that a container loads, and whether they may bring program code."""
    is_server = product is not None and product.ai_role == "model-server"
    facts, key = {}, "args" if "args" in container else "command" if "command" in container else "env"
    if switch := remote_code_switch(words, values):
        facts["remote_code_option"] = container.stated(key, switch)
    if is_server or serves_models(words, values):
        records = models_of(words, values)
        if records:
            facts["models"] = container.stated(key, records)
    return facts


def _memory(
    container: Section, product: Product, words: Sequence[str], values: Mapping[str, str]
) -> dict[str, Fact]:
    """Return whether the program keeps to an amount of memory by itself, when image and options say so."""
    why = memory_cap(product, words=words, values=values.values())
    return {"memory_capped": container.inferred(value=True, why=why)} if why else {}


def _namespace_scope(
    container: Section, image: ImageReference | None, namespace: str, environments: Environments
) -> dict[str, Fact]:
    """Return whether a controller acts on what users write in any namespace, when its image is one."""
    if image is None or not is_controller(image.repository):
        return {}
    known = environments.of(container, namespace)
    given = arguments(command_line(container, known), container, container.name())
    options = [(one.name, one.value) for one in given]
    scope = namespace_scope(image.repository, options, {one.name: one.value for one in known})
    if scope is None:
        return {}
    name = "routes_for_all_namespaces" if scope.routes else "deploys_for_all_namespaces"
    if scope.limit:
        return {name: container.inferred(value=False, why=f"{scope.limit} limits it.", key="args")}
    why = "Neither an option nor a variable limits it to some namespaces."
    return {name: container.defaulted(value=True, why=why)}


def _privileged_builds(
    container: Section,
    product: Product,
    volumes: Mapping[str, PodVolume],
    namespace: str,
    environments: Environments,
) -> dict[str, Fact]:
    """Return the setting with which a runner starts the containers of builds privileged."""
    if product.purpose != "build":
        return {}
    words = arguments_of(command_words(container))
    variables = {one.name: one for one in environments.of(container, namespace)}
    setting = privileged_builds_setting(((one.name, one.value) for one in variables.values()), words)
    if setting:
        place = variables.get(setting)
        file, line = (place.file, place.line) if place else (container.file, container.line_of("args"))
        return {"privileged_builds": Fact(setting, Source("file", file, line))}
    declared = environments.declared.get("ConfigMap", {})
    mounted = (volumes[name] for one in container.sections("volumeMounts") if (name := one.name()) in volumes)
    configs = (declared.get((namespace, name)) for volume in mounted for name, _line in volume.configs)
    for found in filter(None, configs):
        data = found.root.section("data")
        if key := privileged_builds_line(product, dict(data.scalars())):
            why = f"{key} of {found.title} says so."
            return {"privileged_builds": data.inferred(key, why, key)}
    return {}


def _data_volume(
    container: Section, product: Product, volumes: Mapping[str, PodVolume], words: Sequence[str]
) -> dict[str, Fact]:
    """Return whether a store mounts its claims where it keeps its data, as far as its image is known.

    `words` are those of the command line and the names of its variables.
    """
    mounts = [
        (mount.text("mountPath"), volumes[mount.name()])
        for mount in container.sections("volumeMounts")
        if mount.name() in volumes
    ]
    kept = [path for path, volume in mounts if volume.is_claim]
    if not kept:
        return {}
    given = [*words, *settings_of_mounts(path for path, _volume in mounts)]
    missed = misses_data(product, kept, arguments_of(given))
    if missed is None:
        return {}
    why = f"{product.name} keeps its data {'elsewhere' if missed else 'there'}."
    return {"data_volume_missed": container.inferred(missed, why, "volumeMounts")}


def fixed_exploit_facts(container: Section, image: ImageReference | None) -> dict[str, Fact]:
    """Return the published exploits that the version of its image has fixed, where its tag says so."""
    found = fixed_exploits(image) if image else ()
    if not found:
        return {}
    return {
        "fixed_exploits": container.inferred(list(found), "The version of its image has the fix.", "image")
    }


def named_purpose_facts(name: str, where: Section, product: Product | None = None) -> dict[str, Fact]:
    """Return what the name of a workload, or name and port of a product, say it is for, when they say so."""
    if product is not None:
        why = f"Its name and port say that it is {product.name}."
        return {"purpose": where.inferred(product.purpose, why)}
    purpose = purpose_of_name(name)
    return {"purpose": where.inferred(purpose, f"Derived from its name, {name}.")} if purpose else {}


def behavior_facts(
    container: Section,
    product: Product | None,
    tag: str,
    namespace: str,
    environments: Environments,
    *,
    is_certain: bool,
    settings: Mapping[str, Variable],
) -> dict[str, Fact]:
    """Return whom it lets in, what it runs and calls, when image, variables and arguments say.

    `is_certain`: the image is that of the product, not only a name like it. `settings` are those in files,
    which variables of the same name overrule.
    """
    values = {name: one.value for name, one in settings.items()} | {
        **environments.texts(container, namespace)
    }
    for entry in environments.entries(container):
        if not values.get(entry.name) and "valueFrom" in entry.section:
            values[entry.name] = _UNSEEN
    words = command_words(container)
    words += settings_of_mounts(mount.text("mountPath") for mount in container.sections("volumeMounts"))
    if not _gets_unseen_variables(container, namespace, environments):
        found = environments.behaviors.behavior_of(
            product, tag=tag, variables=values, words=words, is_certain=is_certain
        )
    else:
        found = purpose_behavior(product, variables=values, words=words) if product else {}
    variables = (
        {**settings, **{one.name: one for one in environments.of(container, namespace)}} if found else {}
    )
    facts = {}
    for name, one in found.items():
        setting = variables.get(one.setting)
        file, line = (setting.file, setting.line) if setting else (container.place.file, container.line)
        facts[name] = Fact(one.value, Source(one.origin, file, line, "", "", one.why))
    return facts


def _gets_unseen_variables(container: Section, namespace: str, environments: Environments) -> bool:
    """Whether whole Secrets or ConfigMaps become variables that none of the files defines."""
    return bool(container.sections("envFrom")) and any(
        (namespace, reference.name) not in environments.declared.get(reference.kind, {})
        for reference in environments.references(container)
    )
