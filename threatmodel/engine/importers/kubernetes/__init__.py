"""Kubernetes manifests: how they are known. What reads them is loaded for the first one."""

from collections.abc import Sequence
from typing import Final

from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.format_protocol import ParsedDocument, Phase
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.kubernetes.manifest.kinds import looks_like_kubernetes
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.yaml.reader import YamlMap
from threatmodel.engine.model.deferred import deferred

_import_objects = deferred("threatmodel.engine.importers.kubernetes.object_import", "import_objects")


class Kubernetes:
    """Kubernetes manifests."""

    id: Final = "kubernetes"
    label: Final = "a Kubernetes object"
    phase: Final = Phase.ELEMENTS
    of_documents: Final = True

    def sniff(self, source: TextFile | ParsedDocument, _context: ImportContext) -> Document | None:
        """Return a document that is meant as a Kubernetes object, understood or not."""
        if not (isinstance(source, ParsedDocument) and isinstance(source.content, YamlMap)):
            return None
        return Document(source.file, source.content) if looks_like_kubernetes(source.content) else None

    def read(self, claims: Sequence[Document], context: ImportContext) -> None:
        """Add the objects of all documents to the model."""
        if claims:
            _import_objects(claims, context.builder)
