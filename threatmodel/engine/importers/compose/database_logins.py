"""Whether the callers of a database of a compose project log in as its administrator."""

from collections.abc import Iterable, Sequence
from typing import Final

from threatmodel.engine.importers.compose.merged_values import MergedValue
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.secret_calls import secrets_of
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.importers.compose.service_variables import variables_of
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.products.database_accounts import (
    Caller,
    admin_password_file,
    shared_account,
    superuser_login,
)
from threatmodel.engine.importers.products.images import datastore_called
from threatmodel.engine.importers.provenance import inferred
from threatmodel.engine.model import Fact

_WITH_ACCOUNTS: Final = frozenset({"database", "storage"})


def add_database_logins(context: ImportContext, project: Project, services: Iterable[ComposeService]) -> None:
    """Add the fact to each database whose callers say with which account they log in."""
    known = list(services)
    for store in known:
        product = store.product or datastore_called(store.name)
        if product is None or store.purpose not in _WITH_ACCOUNTS:
            continue
        calling = [one for one in known if one is not store and context.builder.has_flow(one.uid, store.uid)]
        callers = [Caller(one.name, variables_of(context, project, one), _program(one)) for one in calling]
        variables = variables_of(context, project, store)
        login = superuser_login(product, variables, callers)
        if login is not None:
            place = _place(login.caller, login.variable, calling) or store.settings.home
            fact = inferred(login.used, why=login.why, file=place.file, line=place.line)
            context.builder.add_facts(store.uid, {"superuser_login": fact})
        elif shared := _shared_password(store, admin_password_file(product, variables), calling):
            context.builder.add_facts(store.uid, {"superuser_login": shared})
        if account := shared_account(product, variables, callers):
            place = _place(account.caller, account.variable, calling) or store.settings.home
            fact = inferred(value=False, why=account.why, file=place.file, line=place.line)
            context.builder.add_facts(store.uid, {"separate_accounts": fact})


def _program(service: ComposeService) -> str:
    """What it runs: the repository of its image, unless that is built here or a base of all programs."""
    general = service.product is not None and service.product.general_base
    if service.reference is None or general or service.settings.last("build") is not None:
        return service.name
    return service.reference.name


def _shared_password(store: ComposeService, path: str, callers: Iterable[ComposeService]) -> Fact | None:
    """The fact that a caller mounts the secret with the administrator's password, where one does."""
    name = next((mount.source for mount in secrets_of(store) if mount.path == path), "")
    for caller in callers:
        for mount in secrets_of(caller):
            if name and mount.source == name:
                why = f"The secret {name} is the password of its administrator, and {caller.name} mounts it."
                return inferred(value=True, why=why, file=mount.setting.file, line=mount.setting.line)
    return None


def _place(place: int, variable: str, callers: Sequence[ComposeService]) -> MergedValue | None:
    """Where a caller sets the variable that names the account."""
    if not variable:
        return None
    own = callers[place].variables.get(variable)
    return own[1] if own else callers[place].from_files.get(variable)
