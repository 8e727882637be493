"""What operators run for objects that say in their own words which containers they want (operators.yaml).

Such an object is read like a controller: a pod template is put together from its fields. What configures it
in objects of its own, such as a connector of Kafka Connect, becomes variables of its container.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject, synthetic_object
from threatmodel.engine.importers.kubernetes.manifest.synthetic import copy_key, synthetic_list, synthetic_map
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.products.operators import POD_KINDS, SETTINGS_KINDS, PodKind
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap

_Objects = dict[tuple[str, str], KubernetesObject]

_POD_KEYS: Final = (
    *("serviceAccountName", "serviceAccount", "automountServiceAccountToken", "securityContext"),
    "imagePullSecrets",
    *("hostNetwork", "hostPID", "hostIPC", "hostUsers", "shareProcessNamespace"),
    *("hostAliases", "runtimeClassName", "priorityClassName"),
    *("volumes", "initContainers", "sidecars", "nodeSelector", "tolerations", "affinity"),
)
_CONTAINER_KEYS: Final = ("env", "envFrom", "resources", "volumeMounts", "imagePullPolicy")
_OWN_KEYS: Final = ("command", "args", "securityContext", "livenessProbe", "readinessProbe")
_FIELD: Final = re.compile(r"\{(\w+)\}")
_TLS_OFF: Final = "http.tls.selfSignedCertificate.disabled"  # of what the operator of Elastic runs
_MOST_CONTAINERS: Final = 200  # of one object


def with_pod_templates(by_kind: Mapping[str, _Objects]) -> dict[str, _Objects]:
    """Return the objects with a pod template where operators run pods for their kind, and their Services.

    Those that run nothing themselves, as they only name others, are left out.
    """
    found = dict(by_kind)
    for kind, entry in POD_KINDS.items():
        if kind in by_kind:
            settings = _settings(by_kind, kind)
            made = {
                key: _with_template(one, entry, settings.get(key, ()), by_kind)
                for key, one in by_kind[kind].items()
            }
            found[kind] = {key: one for key, one in made.items() if one is not None}
            if entry.service:
                services = (_service(one, entry) for one in by_kind[kind].values())
                own = {(one.namespace, one.name): one for one in services}
                found["Service"] = {**own, **found.get("Service", {})}
    return found


def _settings(by_kind: Mapping[str, _Objects], kind: str) -> dict[tuple[str, str], list[Section]]:
    """What configures objects of a kind, by namespace and name of these."""
    found: dict[tuple[str, str], list[Section]] = {}
    for entry in SETTINGS_KINDS:
        for one in by_kind.get(entry.kind, {}).values() if entry.configures == kind else ():
            name = one.metadata.pairs("labels").get(entry.to, "")
            found.setdefault((one.namespace, name), []).append(one.spec.section(entry.of))
    return found


def _with_template(
    found: KubernetesObject,
    entry: PodKind,
    settings: list[Section] | tuple[()],
    by_kind: Mapping[str, _Objects],
) -> KubernetesObject | None:
    given, line = _at(found.spec, entry.pod) or _at(found.spec, entry.or_pod or entry.pod), found.spec.line
    pod = YamlMap(given.line or line)
    for key in _POD_KEYS:
        copy_key(pod, given, key)
    if "serviceAccountName" not in given and "serviceAccount" not in given:
        copy_key(pod, found.spec, "serviceAccountName")
    made = _templates(given, entry) if entry.templates else _made(found, given, entry, settings, by_kind)
    if workers := _workers(found.spec, entry):
        added, volumes = _parts_of_workers(given, workers)
        made = chain(made, added)
        pod.put("volumes", synthetic_list(line, volumes), line)
        _share_with_host(pod, [worker for _group, worker in workers])
    containers = [one for one, _number in zip(made, range(_MOST_CONTAINERS), strict=False)]
    if not containers:
        return None
    pod.put("containers", synthetic_list(line, containers), containers[0].line)
    template = YamlMap(line)
    template.put("metadata", _metadata(found, entry), line)
    template.put("spec", pod, line)
    spec = synthetic_map(line, {"template": template})
    copy_key(spec, found.spec, "replicas")
    root = YamlMap(found.root.line)
    for key in ("apiVersion", "kind", "metadata"):
        copy_key(root, found.root, key)
    root.put("spec", spec, line)
    section = Section(root, found.root.line, found.root.place)
    return synthetic_object(found.kind, found.namespace, found.name, section)


def _share_with_host(pod: YamlMap, workers: Iterable[Section]) -> None:
    """Give the pod the host namespaces that any of the workers has."""
    for worker in workers:
        for key in ("hostNetwork", "hostPID", "hostIPC"):
            if worker.flag(key):
                copy_key(pod, worker, key)


def _workers(spec: Section, entry: PodKind) -> list[tuple[str, Section]]:
    """The specs of the pods that work for the first one, each with the name of its group."""
    parent, _, key = entry.workers.rpartition(".")
    groups = _at(spec, parent).sections(key)[:_MOST_CONTAINERS] if key else []
    return [(one.name("groupName"), one.section("template").section("spec")) for one in groups]


def _parts_of_workers(
    given: Section, workers: Sequence[tuple[str, Section]]
) -> tuple[list[YamlMap], list[YamlMap]]:
    """The containers of the workers, and the volumes of all pods.

    Groups are pods of their own: a name that another pod has too gets that of the group in front.
    """
    taken = {key: {one.name() for one in given.sections(key)} for key in ("containers", "volumes")}
    containers: list[YamlMap] = []
    volumes = [one.data for one in given.sections("volumes")]
    for number, (group, pod) in enumerate(workers, 1):
        names = {
            key: {n: f"{group or number}-{n}" for one in pod.sections(key) if (n := one.name()) in known}
            for key, known in taken.items()
        }
        volumes += [_renamed(one, names["volumes"]) for one in pod.sections("volumes")]
        for one in pod.sections("containers"):
            made = _renamed(one, names["containers"])
            mounts = [_renamed(mount, names["volumes"]) for mount in one.sections("volumeMounts")]
            if mounts:
                made.put("volumeMounts", synthetic_list(one.line, mounts), one.line_of("volumeMounts"))
            containers.append(made)
        for key, known in taken.items():
            known |= {one.name() for one in pod.sections(key)}
    return containers, volumes


def _renamed(section: Section, names: Mapping[str, str]) -> YamlMap:
    """A copy of the section, under another name where it has one of these."""
    made = YamlMap(section.line)
    for key in section:
        copy_key(made, section, key)
    if new := names.get(section.name()):
        made.put("name", new, section.line_of("name"))
    return made


def _metadata(found: KubernetesObject, entry: PodKind) -> YamlMap:
    """The labels of its pods: those of the object, and those that the operator sets."""
    line, own = found.metadata.line, _labels(found, entry)
    labels = synthetic_map(line, {**found.metadata.pairs("labels"), **own})
    return synthetic_map(line, {"labels": labels})


def _labels(found: KubernetesObject, entry: PodKind) -> dict[str, str]:
    return {key: value.replace("{name}", found.name) for key, value in entry.labels.items()}


def _service(found: KubernetesObject, entry: PodKind) -> KubernetesObject:
    """The Service that the operator makes for the pods of an object."""
    line, spec = found.root.line, found.spec
    name = entry.service.replace("{name}", found.name)
    labels, ports = (
        synthetic_map(line, _labels(found, entry)),
        synthetic_list(line, _ports(spec, entry, line)),
    )
    made = synthetic_map(line, {"selector": labels, "ports": ports})
    parent, _, key = entry.published_by.rpartition(".")
    if published := _at(spec, parent).text(key) if key else "":
        made.put("type", published, _line(spec, entry.published_by))
    root = synthetic_map(line, {"metadata": synthetic_map(line, {"name": name}), "spec": made})
    return synthetic_object("Service", found.namespace, name, Section(root, line, found.root.place))


def _ports(spec: Section, entry: PodKind, line: int) -> list[YamlMap]:
    """The ports of that Service: one that speaks HTTP or HTTPS, or those that are listed."""
    if entry.ports:
        return [
            synthetic_map(line, {"name": f"port-{one}", "port": one, "targetPort": one})
            for one in entry.ports
        ]
    number = entry.service_port or entry.port
    protocol = "https" if entry.tls_unless and not _flag(spec, entry.tls_unless) else "http"
    return [
        synthetic_map(line, {"name": protocol, "port": number, "targetPort": "http", "appProtocol": protocol})
    ]


def _templates(given: Section, entry: PodKind) -> Iterator[YamlMap]:
    """The containers of the lists, each with the name of its template."""
    for template in (one for key in entry.templates for one in given.sections(key)):
        for container in (template.section(key) for key in entry.inside) if entry.inside else (template,):
            if container:
                made = YamlMap(container.line)
                for name in container.data:
                    copy_key(made, container, name)
                name = template.name() or container.name()
                if name:
                    made.put("name", name, template.line)
                yield made


def _put_arguments(container: YamlMap, entry: PodKind) -> None:
    """Give the container the arguments that its operator gives, if any."""
    if entry.arguments:
        arguments = YamlList(container.line)
        for word in entry.arguments:
            arguments.put(word, container.line)
        container.put("args", arguments, container.line)


def _made(
    found: KubernetesObject,
    given: Section,
    entry: PodKind,
    settings: list[Section] | tuple[()],
    by_kind: Mapping[str, _Objects],
) -> Iterator[YamlMap]:
    """The container that an operator makes, and the privileged one beside it."""
    spec = found.spec
    main = YamlMap(spec.line)
    name = _filled(entry.container, spec)
    main.put("name", name, spec.line)
    for key in _CONTAINER_KEYS:
        copy_key(main, spec if key in spec else given, key)
    for key in (*_CONTAINER_KEYS, *_OWN_KEYS) if entry.says_container else ():
        copy_key(main, given.section(entry.says_container), key)
    # What the pod says of that container, such as its limits, counts before what is said of all.
    for said in [one for one in given.sections("containers") if one.name() in ("", name)][:1]:
        for key in said:
            copy_key(main, said, key)
    image = _at(spec, entry.image.rpartition(".")[0]).text(entry.image.rpartition(".")[2])
    if entry.port:
        port = synthetic_map(spec.line, {"name": "http", "containerPort": entry.port})
        main.put("ports", synthetic_list(spec.line, [port]), spec.line)
    default = _filled(entry.default_image, spec)
    if image or default:
        main.put("image", image or default, _line(spec, entry.image))
    _put_arguments(main, entry)
    variables = [*_variables(found, entry, by_kind), *(one for part in settings for one in _configured(part))]
    if variables:
        own = [part.data for part in (spec if "env" in spec else given).sections("env")]
        main.put("env", synthetic_list(spec.line, [*own, *variables]), spec.line)
    if _flag(spec, entry.privileged_if):
        line = _line(spec, entry.privileged_if)
        main.put("securityContext", _privileged(line), line)
    elif entry.privileged_sidecar and _flag(spec, entry.sidecar_unless) is not False:
        side = synthetic_map(spec.line, {"name": "docker", "image": entry.privileged_sidecar})
        side.put("securityContext", _privileged(spec.line), spec.line)
        yield side
    yield main


def _privileged(line: int) -> YamlMap:
    return synthetic_map(line, {"privileged": True})


def _variables(found: KubernetesObject, entry: PodKind, by_kind: Mapping[str, _Objects]) -> Iterator[YamlMap]:
    """The settings that are variables, and the addresses of the objects that it names."""
    spec = found.spec
    for key in entry.settings:
        parent, _, name = key.rpartition(".")
        if text := _at(spec, parent).text(name):
            yield synthetic_map(_line(spec, key), {"name": name, "value": text})
    for key, address in entry.calls.items():
        named = spec.section(key)
        if named.name():
            home = named.name("namespace") or found.namespace
            text = address.replace("{name}", named.name()).replace("{namespace}", home)
            if _serves_in_clear(by_kind, key, (home, named.name())):
                text = text.replace("https://", "http://", 1)
            yield synthetic_map(named.line, {"name": key, "value": text})


def _serves_in_clear(by_kind: Mapping[str, _Objects], reference: str, key: tuple[str, str]) -> bool:
    """Whether TLS is off for the object that a field such as elasticsearchRef names."""
    named = by_kind.get(reference.removesuffix("Ref").capitalize(), {}).get(key)
    return named is not None and _flag(named.spec, _TLS_OFF) is True


def _filled(text: str, spec: Section) -> str:
    """A text with the fields of the spec in place of their names in braces."""
    return _FIELD.sub(lambda match: spec.text(match[1]), text)


def _configured(config: Section) -> Iterator[YamlMap]:
    for key, value in config.data.items():
        if isinstance(value, str | int) and not isinstance(value, bool):
            yield synthetic_map(config.line_of(key), {"name": str(key)[:200], "value": str(value)})


def _at(section: Section, path: str) -> Section:
    """The section at a path of keys; the section itself for an empty one."""
    for key in filter(None, path.split(".")):
        section = section.section(key)
    return section


def _flag(spec: Section, path: str) -> bool | None:
    parent, _, key = path.rpartition(".")
    return _at(spec, parent).flag(key) if key else None


def _line(spec: Section, path: str) -> int:
    parent, _, key = path.rpartition(".")
    return _at(spec, parent).line_of(key) or spec.line
