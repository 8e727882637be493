"""What a container may do to its host: pod and container security contexts resolved as Kubernetes does."""

from collections.abc import Mapping
from typing import Any, Final

from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section, scalar_text
from threatmodel.engine.model import Fact

_PROFILES: Final = {
    "RuntimeDefault": "runtime-default",
    "Localhost": "localhost",
    "Unconfined": "unconfined",
    "runtime/default": "runtime-default",
    "docker/default": "runtime-default",
    "unconfined": "unconfined",
}
"""Seccomp and AppArmor profiles by what fields and the older annotations call them."""

_SECCOMP_POD: Final = "seccomp.security.alpha.kubernetes.io/pod"
_SECCOMP_CONTAINER: Final = "container.seccomp.security.alpha.kubernetes.io/"
_APPARMOR_CONTAINER: Final = "container.apparmor.security.beta.kubernetes.io/"
_SELINUX: Final = ("type", "user", "role")
# What the Pod Security Standards read of a pod's security context: the section it is in, and its key.
_SHARED: Final = (
    ("runAsNonRoot", "", "runAsNonRoot"),
    ("runAsUser", "", "runAsUser"),
    ("seccompProfile", "seccompProfile", "type"),
    ("appArmorProfile", "appArmorProfile", "type"),
    *((f"seLinuxOptions.{key}", "seLinuxOptions", key) for key in _SELINUX),
    ("hostProcess", "windowsOptions", "hostProcess"),
)
_SELINUX_UNCONFINED: Final = frozenset({"spc_t", "unconfined_t"})


def security_facts(container: Section, pod: Section, annotations: Section) -> dict[str, Fact]:
    """Return the privileges of one container; its own context wins over that of the pod.

    Source of the defaults: Kubernetes API reference, SecurityContext and PodSecurityContext (core/v1).
    """
    own, shared = container.section("securityContext"), pod.section("securityContext")
    default = own or container
    facts = {
        "privileged": _flag(own, default, "privileged", "privileged is not set, and its default is false."),
        "read_only_root_filesystem": _flag(
            own,
            default,
            "readOnlyRootFilesystem",
            "readOnlyRootFilesystem is not set, so the root filesystem is writable.",
        ),
        **_capabilities(own, default),
        **_user(own, shared, default),
        "proc_mount": _proc_mount(own, default),
        **_selinux(own, shared, default),
        "host_process": _host_process(own, shared, default),
        "apparmor": _apparmor(container, own, shared, annotations),
    }
    facts["seccomp"] = _seccomp(container, own, shared, annotations, facts["privileged"])
    facts["allow_privilege_escalation"] = _escalation(own, default, facts)
    return facts


def shared_facts(pod: Section) -> dict[str, Fact]:
    """Return what the pod says for all of its containers: admission judges it even where each overrides it.

    A field that a container inherits has the same line here as there.
    """
    context = pod.section("securityContext")
    records: list[Any] = []
    lines = []
    for name, holder, key in _SHARED if context else ():
        section = context.section(holder) if holder else context
        if key in section:
            records.append({"field": name, "value": scalar_text(section.data[key])})
            lines.append(
                context.line_of(holder) if key == "type" and name == holder else section.line_of(key)
            )
    return {"security_context": pod.stated("securityContext", records, tuple(lines))} if records else {}


def _flag(own: Section, default: Section, key: str, why: str) -> Fact:
    value = own.flag(key)
    return own.stated(key, value) if value is not None else default.defaulted(value=False, why=why)


def _capabilities(own: Section, default: Section) -> dict[str, Fact]:
    section = own.section("capabilities")
    return {
        "capabilities_added": _capability_list(section, default, "add", "No capability is added."),
        "capabilities_dropped": _capability_list(section, default, "drop", "No capability is dropped."),
    }


def _capability_list(section: Section, default: Section, key: str, why: str) -> Fact:
    named = [(text.strip().upper().removeprefix("CAP_"), line) for text, line in section.texts(key)]
    if key not in section:
        return default.defaulted([], why)
    return section.stated(key, [name for name, _ in named], tuple(line for _, line in named))


def _user(own: Section, shared: Section, default: Section) -> dict[str, Fact]:
    user_section = own if "runAsUser" in own else shared
    user = user_section.integer("runAsUser")
    enforced_section = own if "runAsNonRoot" in own else shared
    enforced = enforced_section.flag("runAsNonRoot")
    facts: dict[str, Fact] = {}
    if user is not None:
        facts["run_as_root"] = user_section.stated("runAsUser", user == 0)
    elif enforced:
        facts["run_as_root"] = enforced_section.inferred(
            value=False,
            why="runAsNonRoot prevents the container from starting as user ID 0.",
            key="runAsNonRoot",
        )
    if enforced:
        facts["run_as_non_root"] = enforced_section.stated("runAsNonRoot", value=True)
    elif user:
        facts["run_as_non_root"] = user_section.inferred(
            value=True, why="runAsUser is not 0.", key="runAsUser"
        )
    elif enforced is False:
        facts["run_as_non_root"] = enforced_section.stated("runAsNonRoot", value=False)
    else:
        facts["run_as_non_root"] = default.defaulted(
            value=False, why="runAsNonRoot is not set, so Kubernetes accepts any user of the image."
        )
    return facts


def _escalation(own: Section, default: Section, facts: Mapping[str, Fact]) -> Fact:
    added = facts["capabilities_added"].value
    for cause, holds in (
        ("privileged", facts["privileged"].value is True),
        ("capabilities", isinstance(added, list) and bool({"SYS_ADMIN", "ALL"} & set(added))),
    ):
        if holds:
            why = "Privilege escalation is always allowed in a privileged container or with SYS_ADMIN."
            return own.inferred(value=True, why=why, key=cause)
    value = own.flag("allowPrivilegeEscalation")
    if value is not None:
        return own.stated("allowPrivilegeEscalation", value)
    return default.defaulted(value=True, why="allowPrivilegeEscalation is not set, and its default is true.")


def _seccomp(
    container: Section, own: Section, shared: Section, annotations: Section, privileged: Fact
) -> Fact:
    if privileged.value is True:
        why = "Kubernetes runs privileged containers without a seccomp profile."
        return own.inferred("unconfined", why, "privileged")
    for section in (own, shared):
        profile = _PROFILES.get(section.section("seccompProfile").text("type"))
        if profile:
            return section.stated("seccompProfile", profile)
    for key in (_SECCOMP_CONTAINER + container.name(), _SECCOMP_POD):
        if key in annotations:
            return annotations.stated(key, _annotated_profile(annotations.text(key)))
    return (own or container).defaulted(
        "not-set", "No seccomp profile is set, so the node's configuration applies."
    )


def _apparmor(container: Section, own: Section, shared: Section, annotations: Section) -> Fact:
    for section in (own, shared):
        profile = _PROFILES.get(section.section("appArmorProfile").text("type"))
        if profile:
            return section.stated("appArmorProfile", profile)
    key = _APPARMOR_CONTAINER + container.name()
    if key in annotations:
        return annotations.stated(key, _annotated_profile(annotations.text(key)))
    return (own or container).defaulted(
        "not-set", "No AppArmor profile is set, so the node's configuration applies."
    )


def _annotated_profile(text: str) -> str:
    return "localhost" if text.startswith("localhost/") else _PROFILES.get(text, "not-set")


def _proc_mount(own: Section, default: Section) -> Fact:
    if "procMount" in own:
        return own.stated("procMount", "unmasked" if own.text("procMount") == "Unmasked" else "default")
    return default.defaulted("default", "procMount is not set, so the masked paths of /proc stay masked.")


def _selinux(own: Section, shared: Section, default: Section) -> dict[str, Fact]:
    section = own if "seLinuxOptions" in own else shared
    if "seLinuxOptions" not in section:
        why = "No SELinux options are set, so the default label applies."
        return {"selinux_disabled": default.defaulted(value=False, why=why)}
    options = section.section("seLinuxOptions")
    named = {f"selinux_{key}": options.stated(key, options.text(key)) for key in _SELINUX if key in options}
    is_disabled = options.text("type") in _SELINUX_UNCONFINED
    return {"selinux_disabled": section.stated("seLinuxOptions", is_disabled), **named}


def _host_process(own: Section, shared: Section, default: Section) -> Fact:
    for section in (own.section("windowsOptions"), shared.section("windowsOptions")):
        value = section.flag("hostProcess")
        if value is not None:
            return section.stated("hostProcess", value)
    return default.defaulted(value=False, why="hostProcess is not set, and its default is false.")
