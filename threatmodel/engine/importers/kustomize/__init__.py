"""Kustomizations: how they are known. What renders them is loaded for the first one."""

from collections.abc import Sequence
from typing import Final

from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.format_protocol import ParsedDocument, Phase
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.kubernetes import Kubernetes
from threatmodel.engine.importers.kubernetes.manifest.kinds import looks_like_kubernetes
from threatmodel.engine.importers.kustomize.resource_detection import kustomization_part, names_kustomize_api
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.yaml.reader import YamlMap
from threatmodel.engine.model.deferred import deferred

_render = deferred("threatmodel.engine.importers.kustomize.rendering", "render")


class Kustomize:
    """Kustomizations, and documents that only they use: replaced by the manifests that they render to."""

    id: Final = "kustomization"
    label: Final = ""
    phase: Final = Phase.PREPARE
    of_documents: Final = True

    def sniff(self, source: TextFile | ParsedDocument, _context: ImportContext) -> Document | None:
        """Return a kustomization, or a part of one."""
        if not isinstance(source, ParsedDocument):
            return None
        content = source.content
        if (part := kustomization_part(source.file, content)) is not None:
            return Document(source.file, part)
        if isinstance(content, YamlMap) and names_kustomize_api(content) and looks_like_kubernetes(content):
            return Document(source.file, content)
        return None

    def read(self, claims: Sequence[Document], context: ImportContext) -> None:
        """Replace the Kubernetes documents by what the kustomizations make of them."""
        if not claims:
            return
        documents = context.claims.of(self.id, Kubernetes.id)
        context.claims.replace((self.id, Kubernetes.id), Kubernetes.id, _render(documents, context))
