"""The compose services and images that a model has, as the importer asks for them to know them again."""

from collections import defaultdict
from collections.abc import Iterator

from threatmodel.architecture.importing.import_scope import ImportScope
from threatmodel.architecture.models import Element
from threatmodel.architecture.operations.working_copy import WorkingCopy
from threatmodel.engine.importers.compose.project_matching import SERVICE, KnownService, container_of
from threatmodel.engine.importers.known_images import KnownImage, known_image
from threatmodel.engine.model import Model


def known_services(present: WorkingCopy) -> Iterator[KnownService]:
    """The compose services among the rows, gone ones too: they come back with their history."""
    images = {source: target for kind, source, target in present.relations if kind == "uses_image"}
    for uid, row in present.elements.items():
        if row.kind == "workload" and uid.startswith(SERVICE):
            stated = row.facts.get("compose_project", {}).get("value", "")
            yield KnownService(
                uid, row.source.get("file", ""), str(stated), images.get(container_of(uid), "")
            )


def known_images(present: WorkingCopy, model: Model, scope: ImportScope) -> Iterator[KnownImage]:
    """The images among the rows, gone ones too; `model` is what an import of this scope has read."""
    users: dict[str, list[str]] = defaultdict(list)
    for kind, source, target in present.relations:
        if kind in {"uses_image", "based_on"} and present.elements[source].gone_at is None:
            users[target].append(source)
    for uid, row in present.elements.items():
        if row.kind == "image":
            using = users[uid]
            kept = any(_stays(present.elements[user], model, scope) for user in using or [uid])
            image = known_image(uid, _values(row), using, kept=kept, gone=row.gone_at is not None)
            if image is not None:
                yield image


def _stays(row: Element, model: Model, scope: ImportScope) -> bool:
    """Whether a row is as it was after the import."""
    return row.uid not in model.elements and not scope.covers(row.source)


def _values(row: Element) -> dict[str, object]:
    """The values of its facts; of an image in use without what only a scan says of it."""
    is_scanned = row.source.get("origin") == "inferred"
    return {
        name: fact["value"]
        for name, fact in row.facts.items()
        if is_scanned or fact.get("origin") != "inferred"
    }
