"""The networks of a compose project and which services are connected to them."""

from typing import Final

from threatmodel.engine.importers.compose.merged_values import MergedValue, MergedValues
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.service import NODE
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.provenance import defaulted, inferred
from threatmodel.engine.model import Fact

_DEFAULT: Final = "default"
_DEEPEST: Final = 20


def connect(builder: ModelBuilder, project: Project) -> dict[str, frozenset[str]]:
    """Add the networks that are declared or used, connect the services, and return who is where."""
    for name, setting in project.declared("networks").items():
        _add_network(builder, project, name, setting)
    members = {name: _networks_of(project, name) for name in project.services}
    for service, names in sorted(members.items()):
        home = project.services[service].home
        for name in sorted(names - {"host"}):
            uid = _add_network(builder, project, name, home)
            builder.relate("member_of", project.uid("compose:", service), uid)
    for name in sorted(frozenset.intersection(*members.values()) - {"host"}) if members else ():
        home = project.services[min(members)].home
        why = "Each service of the project joins this network."
        fact = inferred(value=True, why=why, file=home.file, line=home.line)
        builder.add_facts(_add_network(builder, project, name, home), {"joined_by_all": fact})
    return members


def _networks_of(project: Project, service: str, depth: int = 0) -> frozenset[str]:
    settings = project.services[service]
    if settings.last("provider") is not None:
        return frozenset()
    mode = network_mode(settings)
    if mode == "host":
        return frozenset({"host"})
    if mode == "none" or mode.startswith("container:"):  # those of a container outside of the project
        return frozenset()
    if mode.startswith("service:") and depth < _DEEPEST:
        other = mode.removeprefix("service:")
        return _networks_of(project, other, depth + 1) if other in project.services else frozenset()
    named = frozenset(name for name in settings.names("networks") if "$" not in name)
    return named or frozenset({_DEFAULT})


def network_mode(settings: MergedValues) -> str:
    """Return whose network a service uses instead of one of its own, or an empty text."""
    return settings.text("network_mode") or settings.text("net")


def _add_network(builder: ModelBuilder, project: Project, name: str, used: MergedValue) -> str:
    declared = project.declared("networks").get(name)
    place = declared or used
    external = declared.get("external") if declared else None
    shared = external is not None and external.flag is not False
    uid = f"network:{name}" if shared else project.uid("network:", name)
    builder.add_element(
        uid, "network", name, parent=NODE, source=place.source, facts=_network_facts(name, declared, place)
    )
    return uid


def _network_facts(name: str, declared: MergedValue | None, place: MergedValue) -> dict[str, Fact]:
    internal = declared.get("internal") if declared else None
    driver = declared.get("driver") if declared else None
    encrypted = declared.path("driver_opts", "encrypted") if declared else None
    facts = {"default_network": place.fact(name == _DEFAULT)}
    if internal is not None and internal.flag is not None:
        facts["internal"] = internal.fact(internal.flag)
    elif declared is None or declared.get("external") is None:
        why = "A compose network has external access unless it is internal."
        facts["internal"] = defaulted(value=False, why=why, file=place.file, line=place.line)
    if driver is not None:
        facts["driver"] = driver.fact(driver.text)
    if encrypted is not None:
        facts["encrypted"] = encrypted.fact(encrypted.text.lower() != "false")
    return facts
