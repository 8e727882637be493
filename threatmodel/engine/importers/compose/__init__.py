"""Compose files and what is beside them: how they are known. What reads them is loaded for the first one."""

from collections.abc import Sequence
from typing import Final

from threatmodel.engine.importers.compose.file_names import is_environment_file, is_text_configuration
from threatmodel.engine.importers.compose.recognition import matches
from threatmodel.engine.importers.document import Document
from threatmodel.engine.importers.format_protocol import CompanionFiles, ParsedDocument, Phase
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.text_file import TextFile
from threatmodel.engine.importers.yaml.reader import YamlMap
from threatmodel.engine.model.deferred import deferred

_import_projects = deferred("threatmodel.engine.importers.compose.project_import", "import_projects")
_read_env_files = deferred("threatmodel.engine.importers.compose.env_files", "read_env_files")

PROXY_CONFIGS: Final = CompanionFiles("proxy-config", is_text_configuration)


class EnvFiles:
    """Files of variables, as `env_file` and kustomizations name them, and of labels."""

    id: Final = "env-file"
    label: Final = ""
    phase: Final = Phase.PREPARE
    of_documents: Final = False

    def sniff(self, source: TextFile | ParsedDocument, _context: ImportContext) -> TextFile | None:
        """Return a file that holds variables by its name."""
        return source if isinstance(source, TextFile) and is_environment_file(source.name) else None

    def read(self, claims: Sequence[TextFile], context: ImportContext) -> None:
        """Read the variables of each file, for the formats that refer to them."""
        if claims:
            _read_env_files(claims, context)


class Compose:
    """Compose files, with the `.env` and the configuration files beside them."""

    id: Final = "compose"
    label: Final = "a compose file"
    phase: Final = Phase.ELEMENTS
    of_documents: Final = True

    def sniff(self, source: TextFile | ParsedDocument, _context: ImportContext) -> Document | None:
        """Return a document that is meant as a compose file."""
        if not (isinstance(source, ParsedDocument) and isinstance(source.content, YamlMap)):
            return None
        return Document(source.file, source.content) if matches(source.content) else None

    def read(self, claims: Sequence[Document], context: ImportContext) -> None:
        """Add every compose project among the documents to the model."""
        if claims:
            _import_projects(claims, context)
