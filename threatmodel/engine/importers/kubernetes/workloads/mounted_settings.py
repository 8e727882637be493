"""Settings of a program in the ConfigMap that its container mounts, as the variables that mean the same."""

from collections.abc import Mapping

from threatmodel.engine.importers.kubernetes.cluster.configmaps_secrets import config_values
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.workloads.environment import Environments, Variable
from threatmodel.engine.importers.kubernetes.workloads.volumes import PodVolume
from threatmodel.engine.importers.products.images import Product
from threatmodel.engine.importers.products.ini_settings import ini_file_of, settings_in


def mounted_settings(
    container: Section,
    product: Product | None,
    volumes: Mapping[str, PodVolume],
    namespace: str,
    environments: Environments,
) -> dict[str, Variable]:
    """Return the settings in the INI file of a product that the container mounts."""
    file = ini_file_of(product)
    if product is None or not file:
        return {}
    mounted = (volumes[name] for one in container.sections("volumeMounts") if (name := one.name()) in volumes)
    declared = environments.declared.get("ConfigMap", {})
    names = (name for volume in mounted for name, _line in volume.configs)
    found: dict[str, Variable] = {}
    for config in filter(None, (declared.get((namespace, name)) for name in names)):
        text = dict(config_values(config)).get(file, "")
        data = config.root.section("data")
        for name, (value, _line) in settings_in(product, text).items():
            words = f"Setting {name} in {file} of {config.title}"
            found[name] = Variable(name, value, words, data.file, data.line_of(file))
    return found
