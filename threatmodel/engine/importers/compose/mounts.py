"""What is mounted into a service: volumes, host paths, tmpfs, secrets and configs."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any, Final

from msgspec.structs import replace

from threatmodel.engine.importers.compose.merged_values import MergedValue, MergedValues
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.embedded_credentials import credentials_in
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.provenance import inferred, stated
from threatmodel.engine.importers.yaml.reader import YamlMap
from threatmodel.engine.model import Fact
from threatmodel.engine.model.struct_base import Record

_WINDOWS: Final = re.compile(r"[A-Za-z]:[\\/]")
_PATH_START: Final = re.compile(r"[/.~$\\]|[A-Za-z]:[\\/]")
_SOCKET: Final = "/var/run/docker.sock"
_PROPAGATION: Final = {
    "shared": "bidirectional",
    "rshared": "bidirectional",
    "slave": "host-to-container",
    "rslave": "host-to-container",
}
_SHARED: Final = frozenset({"host-path", "named", "image", "other"})  # not tmpfs, secrets and configs
_MOST_SHARED: Final = 100  # mounts of others that are looked at for one service
_MOST_SHARING: Final = 50  # services that it has them from, those that they name in turn included
_TYPES: Final = {
    "bind": "host-path",
    "volume": "named",
    "tmpfs": "tmpfs",
    "npipe": "host-path",
    "image": "image",
}


class Mount(Record, frozen=True):
    """One mount; `source` is the host's path or the name of a volume, secret or config.

    `through` is the item of `volumes_from` by which a service has it from another one.
    """

    source: str
    path: str
    type: str
    read_only: bool
    propagation: str
    setting: MergedValue
    through: MergedValue | None = None

    @property
    def place(self) -> MergedValue:
        """Where the service itself reports that it mounts it."""
        return self.through or self.setting

    def record(self, volume: str) -> dict[str, Any]:
        """One record of the fact `mounts`."""
        return {
            "source": self.source,
            "path": self.path,
            "read_only": self.read_only,
            "type": self.type,
            "volume": volume,
            "propagation": self.propagation,
        }


def mounts_of(settings: MergedValues, services: Mapping[str, MergedValues]) -> tuple[Mount, ...]:
    """Every mount of a service, one for each path inside; a later file replaces an earlier one's.

    Those that it has from other services come first, so its own replace them, as Docker has it.
    """
    by_path: dict[str, Mount] = {}
    looked_at = islice(_from_others(settings, services, {id(settings)}), _MOST_SHARED)
    shared = (mount for mount in looked_at if mount.type in _SHARED)
    for mount in (*shared, *_all_mounts(settings)):
        by_path[mount.path or f"?{len(by_path)}"] = mount
    return tuple(by_path.values())


def inherited(settings: MergedValues) -> Iterator[tuple[str, str, MergedValue]]:
    """What `volumes_from` names: each service with the mode; of a container that is no service, no name."""
    for setting in settings.items("volumes_from"):
        name, _, mode = setting.text.partition(":")
        yield ("", "", setting) if name == "container" else (name, mode, setting)


def normalized(path: str) -> str:
    """A host path without doubled or trailing slashes; ./x and ~ keep their start."""
    if _WINDOWS.match(path):
        return path
    path = path.replace("\\", "/")
    clean = posixpath.normpath(path)
    if clean.startswith("//"):
        clean = clean[1:]
    return clean if clean.startswith(("/", ".", "~", "$")) else f"./{clean}"


def add_volume(builder: ModelBuilder, project: Project, mount: Mount, node: str) -> str:
    """Add the element behind a mount and return its uid; an empty string when there is none."""
    if mount.type == "host-path" and mount.source:
        return _add_bind(builder, project, mount, node)
    if mount.type == "named" and mount.source:
        return add_named_volume(builder, project, mount.source, node, mount.setting)
    return ""


def add_named_volume(builder: ModelBuilder, project: Project, name: str, node: str, used: MergedValue) -> str:
    """Add a named volume, declared or not, and return its uid."""
    declared = project.declared("volumes").get(name)
    place = declared or used
    external = declared.get("external") if declared else None
    shared = external is not None and external.flag is not False
    uid = f"compose:volume/{name}" if shared else project.uid("compose:volume/", name)
    builder.add_element(
        uid, "volume", name, parent=node, source=place.source, facts=_volume_facts(declared, place)
    )
    return uid


def _volume_facts(declared: MergedValue | None, place: MergedValue) -> dict[str, Fact]:
    options = declared.path("driver_opts") if declared else None
    kind = options.get("type") if options else None
    device = options.get("device") if options else None
    mode = options.get("o") if options else None
    if kind is not None and kind.text.startswith(("nfs", "cifs")):
        return {"type": kind.fact("nfs" if kind.text.startswith("nfs") else "other")}
    if kind is not None and kind.text == "tmpfs":
        return {"type": kind.fact("tmpfs")}
    if device is not None and mode is not None and "bind" in mode.text.split(","):
        return {"type": mode.fact("host-path"), "host_path": device.fact(normalized(device.text))}
    return {"type": place.fact("named")}


def _add_bind(builder: ModelBuilder, project: Project, mount: Mount, node: str) -> str:
    absolute = mount.source.startswith(("/", "~")) or bool(_WINDOWS.match(mount.source))
    head = "compose:volume/bind:"
    uid = f"{head}{mount.source}" if absolute else project.uid(head, mount.source)
    place = mount.setting
    facts = {"type": place.fact("host-path"), "host_path": place.fact(mount.source)}
    builder.add_element(uid, "volume", mount.source, parent=node, source=place.source, facts=facts)
    return uid


def _from_others(
    settings: MergedValues, services: Mapping[str, MergedValues], seen: set[int]
) -> Iterator[Mount]:
    """What the services that one names mount, and what those have from further ones; each counts once."""
    for name, mode, setting in inherited(settings):
        other = services.get(name)
        if other is None or id(other) in seen or len(seen) > _MOST_SHARING:
            continue
        seen.add(id(other))
        # Lazily: whoever asks stops after a few, however many the others have.
        for mount in chain(_from_others(other, services, seen), _volumes(other)):
            yield replace(mount, read_only=mount.read_only or mode == "ro", through=setting)


def _all_mounts(settings: MergedValues) -> Iterator[Mount]:
    yield from _volumes(settings)
    for setting in settings.items("tmpfs"):
        path = setting.text.partition(":")[0]
        yield Mount("", path, "tmpfs", read_only=False, propagation="none", setting=setting)
    for section, folder in (("secrets", "/run/secrets/"), ("configs", "/")):
        for setting in settings.items(section):
            name, target = grants_of(setting)
            if name:
                path = target if target.startswith("/") else folder + (target or name)
                yield Mount(name, path, section[:-1], read_only=True, propagation="none", setting=setting)


def _volumes(settings: MergedValues) -> Iterator[Mount]:
    for setting in settings.items("volumes"):
        mount = _long(setting) if isinstance(setting.value, YamlMap) else _short(setting)
        if mount is not None:
            yield mount
    socket = settings.last("use_api_socket")
    if socket is not None and socket.flag:
        yield Mount(_SOCKET, _SOCKET, "host-path", read_only=False, propagation="none", setting=socket)


def grants_of(setting: MergedValue) -> tuple[str, str]:
    """Name and target of an item of a service's `secrets` or `configs`."""
    if not isinstance(setting.value, YamlMap):
        return setting.text, ""
    source, target = setting.get("source"), setting.get("target")
    return (source.text if source else ""), (target.text if target else "")


def _short(setting: MergedValue) -> Mount | None:
    text = setting.text.strip()
    if not text:
        return None
    parts = _split(text)
    if len(parts) == 1:  # an anonymous volume
        return Mount("", parts[0], "named", read_only=False, propagation="none", setting=setting)
    source, path = parts[0], parts[1]
    flags = parts[2].split(",") if len(parts) > 2 else []
    is_path = bool(_PATH_START.match(source)) or "/" in source
    return Mount(
        normalized(source) if is_path else source,
        path,
        "host-path" if is_path else "named",
        read_only="ro" in flags,
        propagation=next((_PROPAGATION[flag] for flag in flags if flag in _PROPAGATION), "none"),
        setting=setting,
    )


def _split(text: str) -> list[str]:
    """Cut at colons, but not inside ${...} nor after a Windows drive letter."""
    parts = re.split(r":(?![^{}]{0,200}\})", text)
    whole: list[str] = []
    index = 0
    while index < len(parts):
        part = parts[index]
        if len(part) == 1 and part.isalpha() and index + 1 < len(parts) and parts[index + 1][:1] in "\\/":
            part, index = f"{part}:{parts[index + 1]}", index + 1
        whole.append(part)
        index += 1
    return whole


def _long(setting: MergedValue) -> Mount | None:
    kind, source, target = setting.get("type"), setting.get("source"), setting.get("target")
    name = kind.text if kind else "volume"
    if target is None and source is None:
        return None
    read_only, propagation = setting.get("read_only"), setting.path("bind", "propagation")
    mount_type = _TYPES.get(name, "other")
    text = source.text if source else ""
    return Mount(
        normalized(text) if mount_type == "host-path" and text else text,
        target.text if target else "",
        mount_type,
        read_only=read_only is not None and read_only.flag is True,
        propagation=_PROPAGATION.get(propagation.text, "none") if propagation else "none",
        setting=setting,
    )


def add_secret(builder: ModelBuilder, project: Project, name: str, node: str, used: MergedValue) -> str:
    """Add a compose secret, declared or not, and return its uid."""
    declared = project.declared("secrets").get(name)
    place = declared or used
    external = _is_external(declared)
    uid = f"compose:secret/{name}" if external else project.uid("compose:secret/", name)
    builder.add_element(uid, "secret", name, parent=node, source=place.source, facts=_secret_facts(declared))
    return uid


def add_config(builder: ModelBuilder, project: Project, name: str, node: str, used: MergedValue) -> str:
    """Add a compose config, declared or not, and return its uid."""
    declared = project.declared("configs").get(name)
    place = declared or used
    external = _is_external(declared)
    uid = f"compose:config/{name}" if external else project.uid("compose:config/", name)
    facts = {"external": stated(external, file=place.file, line=place.line)} if declared else {}
    content = declared.get("content") if declared else None
    if content is not None:
        found = credentials_in(content.text)
        facts["credential_keys"] = content.fact([one.name for one in found])
    builder.add_element(uid, "config", name, parent=node, source=place.source, facts=facts)
    return uid


def _is_external(declared: MergedValue | None) -> bool:
    external = declared.get("external") if declared else None
    return external is not None and external.flag is not False


def _secret_facts(declared: MergedValue | None) -> dict[str, Fact]:
    if declared is None:
        return {}
    facts = {"external": declared.fact(_is_external(declared))}
    file, content, variable = (declared.get(key) for key in ("file", "content", "environment"))
    if file is not None:
        facts["from_file"] = file.fact(normalized(file.text))
    if content is not None:
        facts["values_in_manifest"] = content.fact(value=True)
        facts["private_key"] = content.fact("PRIVATE KEY-----" in content.text)
    elif file or variable or _is_external(declared):
        why = "The compose file references the secret and does not contain its value."
        facts["values_in_manifest"] = inferred(value=False, why=why, file=declared.file, line=declared.line)
    return facts
