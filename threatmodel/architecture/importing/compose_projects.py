"""The compose services that a model has, as the importer asks for them to know their projects again."""

from collections.abc import Iterator

from threatmodel.architecture.operations.working_copy import WorkingCopy
from threatmodel.engine.importers.compose.project_matching import SERVICE, KnownService, container_of


def known_services(present: WorkingCopy) -> Iterator[KnownService]:
    """The compose services among the rows, gone ones too: they come back with their history."""
    images = {source: target for kind, source, target in present.relations if kind == "uses_image"}
    for uid, row in present.elements.items():
        if row.kind == "workload" and uid.startswith(SERVICE):
            stated = row.facts.get("compose_project", {}).get("value", "")
            yield KnownService(
                uid, row.source.get("file", ""), str(stated), images.get(container_of(uid), "")
            )
