"""Which documents are compose files."""

from typing import Final

from threatmodel.engine.importers.yaml.reader import YamlMap, YamlValue

_TOP_KEYS: Final = frozenset(
    {"version", "name", "services", "networks", "volumes", "secrets", "configs", "models", "include"}
)
# Enough of the keys of a service to distinguish it from a mapping that only looks like one.
_SERVICE_KEYS: Final = frozenset(
    [
        "image",
        "build",
        "command",
        "entrypoint",
        "environment",
        "ports",
        "volumes",
        "depends_on",
        "deploy",
        "container_name",
        "extends",
        "networks",
        "restart",
        "links",
        "env_file",
        "expose",
        "healthcheck",
        "logging",
        "labels",
        "privileged",
        "cap_add",
        "network_mode",
        "secrets",
        "configs",
        "profiles",
        "provider",
        "models",
    ]
)


def matches(content: YamlMap) -> bool:
    """Whether a document is meant as a compose file."""
    if "apiVersion" in content or "kind" in content:
        return False
    services = content.get("services")
    if "services" not in content:
        return ("include" in content and _only_top_keys(content)) or is_first_format(content)
    if isinstance(services, YamlMap) and any(looks_like_service(service) for service in services.values()):
        return True
    return _only_top_keys(content)


def is_first_format(content: YamlMap) -> bool:
    """Whether a document is unmistakably in the first format: services at the top, nothing else."""
    if not content or any(key in content for key in _TOP_KEYS):
        return False
    return all(
        isinstance(service, YamlMap)
        and ("image" in service or "build" in service)
        and looks_like_service(service)
        for key, service in content.items()
        if not key.startswith("x-")
    )


def looks_like_service(value: YamlValue) -> bool:
    """Whether a value has the keys of a service."""
    return isinstance(value, YamlMap) and bool(_SERVICE_KEYS & value.keys())


def _only_top_keys(content: YamlMap) -> bool:
    return all(key in _TOP_KEYS or key.startswith("x-") for key in content)
