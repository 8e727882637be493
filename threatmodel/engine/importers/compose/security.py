"""The facts of a container that compose sets, and those that follow from Docker's defaults."""

import re
from typing import Final

from threatmodel.engine.importers.compose.merged_values import MergedValue, MergedValues
from threatmodel.engine.importers.parse_int import parse_int
from threatmodel.engine.importers.products.runtimes import isolation_of
from threatmodel.engine.importers.provenance import defaulted, inferred
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap
from threatmodel.engine.model import Fact, FactValue

_ROOT: Final = frozenset({"0", "root"})
_RUNTIME_PROFILES: Final = frozenset({"docker-default", "runtime/default", "builtin", "default"})
_HIGHEST_ID: Final = 2**32 - 1  # of a user of Linux
_DEVICE_PARTS: Final = re.compile(r":(?![-?+=])")  # not that of ${DEVICE:?required}
_GPU: Final = "/dev/nvidia"  # what Docker hands over for `gpus`, whatever its number
_WORLD_READABLE: Final = 0o004
_PULL: Final = {
    "always": "always",
    "daily": "always",
    "weekly": "always",
    "missing": "if-not-present",
    "if_not_present": "if-not-present",
    "build": "never",
    "never": "never",
}


def container_facts(settings: MergedValues) -> dict[str, Fact]:
    """Return what a container may do, from its settings and Docker's defaults."""
    place = settings.home
    return {
        **_privileges(settings, place),
        **_profiles(settings, place),
        **_user(settings, place),
        **_limits(settings, place),
        **_health(settings),
        **_groups(settings),
        "interactive": _interactive(settings),
        "open_files_limit": _open_files(settings, place),
        "open_secret_files": _open_secret_files(settings, place),
        "host_process": _default(place, value=False, why="Docker has no HostProcess containers."),
        "read_only_root_filesystem": _flag(
            settings, "read_only", "Docker makes the root filesystem writable unless read_only is set."
        ),
        "devices": _devices(settings, place),
        "image_pull_policy": _pull_policy(settings, place),
    }


def namespace_facts(settings: MergedValues) -> dict[str, Fact]:
    """Return which namespaces of the host a service shares."""
    facts = {}
    for key, name, words in (
        ("pid", "host_pid", "a process namespace"),
        ("ipc", "host_ipc", "an IPC namespace"),
        ("network_mode", "host_network", "a network namespace"),
    ):
        setting = settings.last(key) or (settings.last("net") if key == "network_mode" else None)
        if setting is None:
            why = f"Docker gives each container {words} of its own unless {key} says otherwise."
            facts[name] = _default(settings.home, value=False, why=why)
        elif "$" not in setting.text:
            facts[name] = setting.fact(setting.text == "host")
    users = settings.last("userns_mode")
    if users is not None:
        facts["host_users"] = users.fact(users.text == "host")
    runtime = settings.last("runtime")
    if runtime is not None and (isolation := isolation_of(runtime.text)):
        facts["isolation"] = runtime.fact(isolation)
    facts |= {
        "host_uts": _shares(settings, "uts", "a host name"),
        "host_cgroup": _control_group(settings),
        "sysctls": _sysctls(settings),
    }
    pid = settings.last("pid")
    if pid is not None and pid.text.startswith(("service:", "container:")):
        facts["share_process_namespace"] = pid.fact(value=True)
    return facts


def _shares(settings: MergedValues, key: str, words: str) -> Fact:
    setting = settings.last(key)
    if setting is not None:
        return setting.fact(setting.text == "host")
    why = f"Docker gives each container {words} of its own unless {key} says otherwise."
    return _default(settings.home, value=False, why=why)


def _control_group(settings: MergedValues) -> Fact:
    parent = settings.last("cgroup_parent")
    if parent is not None and parent.text:
        return parent.fact(value=True)
    return _shares(settings, "cgroup", "a control group")


def _sysctls(settings: MergedValues) -> Fact:
    named = settings.entries("sysctls")
    if not named:
        return _default(settings.home, value=[], why="The service sets no sysctls.")
    first = next(iter(named.values()))
    return Fact(list(named), first.source, tuple(setting.line for setting in named.values()))


def _default(place: MergedValue, *, value: FactValue, why: str) -> Fact:
    return defaulted(value, why=why, file=place.file, line=place.line)


def _flag(settings: MergedValues, key: str, why: str) -> Fact:
    setting = settings.last(key)
    if setting is not None and setting.flag is not None:
        return setting.fact(setting.flag)
    return _default(settings.home, value=False, why=why)


def _privileges(settings: MergedValues, place: MergedValue) -> dict[str, Fact]:
    facts = {"privileged": _flag(settings, "privileged", "Docker runs containers unprivileged by default.")}
    for key, name, why in (
        ("cap_add", "capabilities_added", "No capabilities are added beyond Docker's default set."),
        ("cap_drop", "capabilities_dropped", "Docker keeps its default set unless cap_drop is set."),
    ):
        facts[name] = _capabilities(settings, key) or _default(place, value=[], why=why)
    option = _security_option(settings, "no-new-privileges")
    if option is None:
        why = "Docker allows privilege escalation unless security_opt has no-new-privileges."
        facts["allow_privilege_escalation"] = _default(place, value=True, why=why)
    else:
        facts["allow_privilege_escalation"] = option[0].fact(option[1].lower() == "false")
    return facts


def _capabilities(settings: MergedValues, key: str) -> Fact | None:
    found = {item.text.upper().removeprefix("CAP_"): item for item in settings.items(key) if item.text}
    if not found:
        return None
    first = next(iter(found.values()))
    return Fact(list(found), first.source, tuple(item.line for item in found.values()))


def _security_option(settings: MergedValues, name: str) -> tuple[MergedValue, str] | None:
    """The last option of that name, and what is after its colon or equals sign."""
    found = None
    for item in settings.items("security_opt"):
        text = item.text.strip()
        if text == name or text.startswith((f"{name}:", f"{name}=")):
            found = (item, text[len(name) + 1 :])
    return found


def _profiles(settings: MergedValues, place: MergedValue) -> dict[str, Fact]:
    privileged = settings.last("privileged")
    open_to_all = privileged if privileged is not None and privileged.flag else None
    facts = {}
    for name in ("seccomp", "apparmor"):
        option = _security_option(settings, name)
        if option is not None:
            facts[name] = option[0].fact(_profile(option[1]))
        elif open_to_all is not None:
            why = f"Docker runs privileged containers without their {name} profile."
            facts[name] = inferred("unconfined", why=why, file=open_to_all.file, line=open_to_all.line)
        else:
            facts[name] = _default(
                place, value="runtime-default", why=f"Docker applies its default {name} profile."
            )
    facts["selinux_disabled"] = _selinux_disabled(settings, place)
    paths = _security_option(settings, "systempaths")
    if paths is not None and paths[1] == "unconfined":
        facts["proc_mount"] = paths[0].fact("unmasked")
    else:
        facts["proc_mount"] = _default(place, value="default", why="Docker masks sensitive paths of /proc.")
    return facts


def _profile(text: str) -> str:
    if text == "unconfined":
        return "unconfined"
    return "runtime-default" if text in _RUNTIME_PROFILES else "localhost"


def _selinux_disabled(settings: MergedValues, place: MergedValue) -> Fact:
    for item in settings.items("security_opt"):
        text = item.text.replace("=", ":")
        if text in {"label:disable", "label:type:spc_t"}:
            return item.fact(value=True)
    return _default(place, value=False, why="SELinux is not disabled for the container.")


def _user(settings: MergedValues, place: MergedValue) -> dict[str, Fact]:
    setting = settings.last("user")
    if setting is None:
        why = "Docker runs the container as the user of the image, including root."
        return {"run_as_non_root": _default(place, value=False, why=why)}
    user = setting.text.partition(":")[0].strip()
    if not user or "$" in user:
        return {}
    number = parse_int(user)
    is_root = user in _ROOT or number == 0
    facts = {"run_as_root": setting.fact(is_root), "run_as_non_root": setting.fact(not is_root)}
    if number is not None and number <= _HIGHEST_ID:
        facts["user_id"] = setting.fact(number)
    return facts


def _groups(settings: MergedValues) -> dict[str, Fact]:
    """Without a setting, groups are those of the image."""
    user = settings.last("user")
    if user is not None and user.text.partition(":")[2].strip() in _ROOT:
        return {"root_group": user.fact(value=True)}
    extra = next((item for item in settings.items("group_add") if item.text.strip() in _ROOT), None)
    return {"root_group": extra.fact(value=True)} if extra else {}


def _interactive(settings: MergedValues) -> Fact:
    said = [setting for key in ("tty", "stdin_open") if (setting := settings.last(key))]
    if said:
        place = next((setting for setting in said if setting.flag), said[0])
        return place.fact(place.flag is True)
    return _default(settings.home, value=False, why="Docker keeps no terminal open by default.")


def _open_files(settings: MergedValues, place: MergedValue) -> Fact:
    limit = settings.path("ulimits", "nofile")
    if limit is not None:
        return limit.fact(value=True)
    return _default(place, value=False, why="The container inherits Docker's limit on open files.")


def _open_secret_files(settings: MergedValues, place: MergedValue) -> Fact:
    """Secrets are mounted readable by all unless `mode` says otherwise."""
    items = list(settings.items("secrets"))
    if not items:
        return _default(place, value=[], why="The service mounts no secrets.")
    found = {name: item for item in items if (name := _open_secret(item))}
    return Fact(list(found), items[0].source, tuple(item.line for item in found.values()))


def _open_secret(item: MergedValue) -> str:
    source, mode = item.get("source"), item.get("mode")
    name = source.text if source else item.text
    if mode is None:
        return name
    closed = mode.number is not None and not mode.number & _WORLD_READABLE
    return "" if closed else name


def _limits(settings: MergedValues, place: MergedValue) -> dict[str, Fact]:
    facts = {}
    for name, keys, resource, words in (
        ("memory_limit", ("mem_limit",), "memory", "memory"),
        ("cpu_limit", ("cpus", "cpu_quota"), "cpus", "CPU time"),
        ("pids_limit", ("pids_limit",), "pids", "the number of processes"),
    ):
        given = [settings.last(key) for key in keys] + [
            settings.path("deploy", "resources", "limits", resource)
        ]
        setting = next((found for found in given if found is not None), None)
        if setting is None:
            facts[name] = _default(place, value=False, why=f"Docker does not limit {words} by default.")
        else:
            facts[name] = setting.fact(setting.text.strip() not in {"", "0", "-1"})
    return facts


def _health(settings: MergedValues) -> dict[str, Fact]:
    """An image may bring a check of its own, so an absent key says nothing."""
    setting = settings.last("healthcheck")
    if setting is None or not isinstance(setting.value, YamlMap):
        return {}
    disable, test = setting.get("disable"), setting.get("test")
    if disable is not None and disable.flag:
        return {"liveness_check": disable.fact(value=False)}
    if test is None:
        return {}
    first = test.value[0] if isinstance(test.value, YamlList) and test.value else test.text
    return {"liveness_check": test.fact(first != "NONE")}


def _devices(settings: MergedValues, place: MergedValue) -> Fact:
    found: dict[str, MergedValue] = {}
    for item in settings.items("devices"):
        if path := _device_path(item):
            found[path] = item
    if (gpu := _gpus(settings)) is not None:
        found[_GPU] = gpu
    if not found:
        return _default(place, value=[], why="Docker gives a container no host devices by default.")
    first = next(iter(found.values()))
    return Fact(list(found), first.source, tuple(item.line for item in found.values()))


def _device_path(item: MergedValue) -> str:
    """The device of the host; its path in the container where only a variable names that of the host."""
    if isinstance(item.value, YamlMap):
        parts = [part.text if part else "" for part in (item.get("source"), item.get("target"))]
    else:
        parts = _DEVICE_PARTS.split(item.text)
    named = (part for part in parts if part.startswith("/"))
    return parts[0] if parts[0].startswith("/") else next(named, parts[0])


def _gpus(settings: MergedValues) -> MergedValue | None:
    """Where the service asks for graphics processors, which come with their devices and driver."""
    asked = settings.last("gpus")
    if asked is not None:
        return asked
    reserved = settings.path("deploy", "resources", "reservations", "devices")
    for item in reserved.items() if reserved is not None else ():
        capabilities, driver = item.get("capabilities"), item.get("driver")
        named = {word.lower() for word in capabilities.words()} if capabilities else set()
        if "gpu" in named or (driver is not None and driver.text == "nvidia"):
            return item
    return None


def _pull_policy(settings: MergedValues, place: MergedValue) -> Fact:
    setting = settings.last("pull_policy")
    if setting is not None and setting.text in _PULL:
        return setting.fact(_PULL[setting.text])
    return _default(place, value="if-not-present", why="Compose pulls an image only if it is missing.")
