"""Whether the callers of a database of a compose project log in as its administrator."""

from collections.abc import Iterable

from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.service import ComposeService, env_file_path
from threatmodel.engine.importers.context import ImportContext
from threatmodel.engine.importers.products.database_accounts import Caller, superuser_login
from threatmodel.engine.importers.products.images import datastore_called
from threatmodel.engine.importers.provenance import inferred


def add_database_logins(context: ImportContext, project: Project, services: Iterable[ComposeService]) -> None:
    """Add the fact to each database whose callers say with which account they log in."""
    known = list(services)
    for store in known:
        product = store.product or datastore_called(store.name)
        if product is None or store.purpose != "database":
            continue
        callers = [
            Caller(caller.name, _variables(context, project, caller))
            for caller in known
            if caller is not store and context.builder.has_flow(caller.uid, store.uid)
        ]
        login = superuser_login(product, _variables(context, project, store), callers)
        if login is not None:
            home = store.settings.home
            fact = inferred(login.used, why=login.why, file=home.file, line=home.line)
            context.builder.add_facts(store.uid, {"superuser_login": fact})


def _variables(context: ImportContext, project: Project, service: ComposeService) -> dict[str, str]:
    """The variables with their values, those of its files as they are written among them."""
    found: dict[str, str] = {}
    for item in service.settings.items("env_file"):
        values = context.env_values.get(project.beside(item.file, env_file_path(item)), {})
        found |= {name: setting.text for name, setting in values.items()}
    return found | {name: value for name, (value, _) in service.variables.items()}
