"""Calls of workloads to providers of models, by the keys that their containers have."""

from threatmodel.engine.importers.call_inference import Host, add_provider_calls
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.workloads.environment import Environments
from threatmodel.engine.importers.kubernetes.workloads.pods import Workload
from threatmodel.engine.importers.model_builder import ModelBuilder
from threatmodel.engine.importers.products.ai import provider_of_key


def call_providers(
    builder: ModelBuilder, workload: Workload, container: Section, environments: Environments
) -> None:
    """Add the calls of one container; a key counts by its name, also where its value is in no file."""
    texts = environments.texts(container, workload.namespace)
    if not any(map(provider_of_key, texts)):
        return
    places = {
        variable.name: (variable.file, variable.line)
        for variable in environments.of(container, workload.namespace)
        if variable.value
    }
    for entry in environments.entries(container):
        if entry.references:
            places.setdefault(entry.name, (entry.section.place.file, entry.section.line))
    if places:
        add_provider_calls(builder, Host(workload.uid, workload.object.name), places)
