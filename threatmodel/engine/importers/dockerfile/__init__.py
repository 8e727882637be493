"""Dockerfiles: how they are known. What reads them is loaded for the first one."""

from collections.abc import Sequence
from typing import Final

from threatmodel.engine.importers.dockerfile.file_names import is_dockerfile, is_ignore_file
from threatmodel.engine.importers.format_protocol import CompanionFiles, ParsedDocument, Phase
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.model.deferred import deferred

_import_dockerfiles = deferred("threatmodel.engine.importers.dockerfile.image_import", "import_dockerfiles")

IGNORE_FILES: Final = CompanionFiles("dockerignore", is_ignore_file)


class Dockerfiles:
    """Dockerfiles: facts of the images that they build."""

    id: Final = "dockerfile"
    label: Final = "a Dockerfile"
    phase: Final = Phase.FACTS
    of_documents: Final = False

    def sniff(self, source: TextFile | ParsedDocument, _context: ImportContext) -> TextFile | None:
        """Return a file that is a Dockerfile by its name."""
        return source if isinstance(source, TextFile) and is_dockerfile(source.name) else None

    def read(self, claims: Sequence[TextFile], context: ImportContext) -> None:
        """Add what Dockerfiles say to images, of which all that manifests build are known by now."""
        if not (claims or any(one.inline is not None for one in context.builder.images.builds)):
            return
        ignored = [file.name for file in context.claims.of(IGNORE_FILES.id)]
        _import_dockerfiles(claims, ignored, context.builder)
