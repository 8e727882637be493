"""Whether the callers of a database of a compose project log in as its administrator."""

from collections.abc import Iterable, Iterator, Sequence

from threatmodel.engine.importers.compose.merged_values import MergedValue
from threatmodel.engine.importers.compose.mounts import Mount, mounts_of
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.service import ComposeService, env_file_path
from threatmodel.engine.importers.context import ImportContext
from threatmodel.engine.importers.products.database_accounts import (
    Caller,
    SuperuserLogin,
    admin_password_file,
    superuser_login,
)
from threatmodel.engine.importers.products.images import datastore_called
from threatmodel.engine.importers.provenance import inferred
from threatmodel.engine.model import Fact


def add_database_logins(context: ImportContext, project: Project, services: Iterable[ComposeService]) -> None:
    """Add the fact to each database whose callers say with which account they log in."""
    known = list(services)
    for store in known:
        product = store.product or datastore_called(store.name)
        if product is None or store.purpose != "database":
            continue
        calling = [one for one in known if one is not store and context.builder.has_flow(one.uid, store.uid)]
        callers = [Caller(one.name, _variables(context, project, one)) for one in calling]
        variables = _variables(context, project, store)
        login = superuser_login(product, variables, callers)
        if login is not None:
            place = _place(login, calling) or store.settings.home
            fact = inferred(login.used, why=login.why, file=place.file, line=place.line)
            context.builder.add_facts(store.uid, {"superuser_login": fact})
        elif shared := _shared_password(store, admin_password_file(product, variables), calling):
            context.builder.add_facts(store.uid, {"superuser_login": shared})


def _shared_password(store: ComposeService, path: str, callers: Iterable[ComposeService]) -> Fact | None:
    """The fact that a caller mounts the secret with the administrator's password, where one does."""
    name = next((mount.source for mount in _secrets(store) if mount.path == path), "")
    for caller in callers:
        for mount in _secrets(caller):
            if name and mount.source == name:
                why = f"The secret {name} is the password of its administrator, and {caller.name} mounts it."
                return inferred(value=True, why=why, file=mount.setting.file, line=mount.setting.line)
    return None


def _secrets(service: ComposeService) -> Iterator[Mount]:
    return (mount for mount in mounts_of(service.settings, {}) if mount.type == "secret")


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
