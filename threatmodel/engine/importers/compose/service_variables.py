"""The variables of a compose service with their values, for comparisons alone, and the files that lack."""

from collections.abc import Iterator

from threatmodel.engine.importers.compose.merged_values import MergedValue
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.service import ComposeService, env_file_path
from threatmodel.engine.importers.import_context import ImportContext


def variables_of(context: ImportContext, project: Project, service: ComposeService) -> dict[str, str]:
    """Return the variables with their values, those of its files as they are written among them."""
    found: dict[str, str] = {}
    for item in service.settings.items("env_file"):
        values = context.env_values.get(project.beside(item.file, env_file_path(item)), {})
        found |= {name: setting.text for name, setting in values.items()}
    return found | {name: value for name, (value, _) in service.variables.items()}


def lacking_files(
    context: ImportContext, project: Project, service: ComposeService
) -> Iterator[tuple[MergedValue, str]]:
    """Yield each file that `env_file` needs and the input lacks, with its path."""
    for item, name, required in service.environment_files:
        if required and project.beside(item.file, name) not in context.env_files:
            yield item, name
