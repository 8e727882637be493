"""Whether the callers of a database of a compose project log in as its administrator."""

from collections.abc import Iterable, Sequence

from threatmodel.engine.importers.compose.merged_values import MergedValue
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.service import ComposeService, env_file_path
from threatmodel.engine.importers.context import ImportContext
from threatmodel.engine.importers.products.database_accounts import Caller, SuperuserLogin, superuser_login
from threatmodel.engine.importers.products.images import datastore_called
from threatmodel.engine.importers.provenance import inferred


def add_database_logins(context: ImportContext, project: Project, services: Iterable[ComposeService]) -> None:
    """Add the fact to each database whose callers say with which account they log in."""
    known = list(services)
    for store in known:
        product = store.product or datastore_called(store.name)
        if product is None or store.purpose != "database":
            continue
        calling = [one for one in known if one is not store and context.builder.has_flow(one.uid, store.uid)]
        callers = [Caller(one.name, _variables(context, project, one)) for one in calling]
        login = superuser_login(product, _variables(context, project, store), callers)
        if login is not None:
            place = _place(login, calling) or store.settings.home
            fact = inferred(login.used, why=login.why, file=place.file, line=place.line)
            context.builder.add_facts(store.uid, {"superuser_login": fact})


def _place(login: SuperuserLogin, callers: Sequence[ComposeService]) -> MergedValue | None:
    """Where the variable is set that names the administrator."""
    if not login.variable:
        return None
    caller = callers[login.caller]
    own = caller.variables.get(login.variable)
    return own[1] if own else caller.from_files.get(login.variable)


def _variables(context: ImportContext, project: Project, service: ComposeService) -> dict[str, str]:
    """The variables with their values, those of its files as they are written among them."""
    found: dict[str, str] = {}
    for item in service.settings.items("env_file"):
        values = context.env_values.get(project.beside(item.file, env_file_path(item)), {})
        found |= {name: setting.text for name, setting in values.items()}
    return found | {name: value for name, (value, _) in service.variables.items()}
