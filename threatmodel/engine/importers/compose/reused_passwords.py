"""Whether the administrator's password of a server of a compose project is that of others too."""

from collections.abc import Iterable, Iterator, Mapping

from threatmodel.engine.importers.compose.merged_values import MergedValue
from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.importers.compose.service_variables import variables_of
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.products.database_accounts import accounts_with_password, admin_password
from threatmodel.engine.importers.products.images import Product, datastore_called
from threatmodel.engine.importers.provenance import inferred
from threatmodel.engine.model.struct_base import Record


class _Server(Record, frozen=True):
    """A server with a password of its administrator. It must not outlive the import."""

    service: ComposeService
    product: Product
    variables: Mapping[str, str]
    variable: str
    password: str


def add_reused_passwords(
    context: ImportContext, project: Project, services: Iterable[ComposeService]
) -> None:
    """Add the fact to each server whose administrator's password another account or server has.

    Passwords are compared as they are written, so a variable that two are filled in from counts too. Servers
    of one product are copies of one system, and have one administrator.
    """
    servers = list(_servers(context, project, services))
    for server in servers:
        same = (one for one in servers if one.password == server.password and one.product != server.product)
        reused = [
            *accounts_with_password(server.product, server.variables, server.password),
            *(one.service.name for one in same),
        ]
        place = _place(server)
        if reused and place is not None:
            why = f"The value of {server.variable} is also that of {', '.join(reused)}."
            fact = inferred([*reused], why=why, file=place.file, line=place.line)
            context.builder.add_facts(server.service.uid, {"admin_password_reused": fact})


def _servers(
    context: ImportContext, project: Project, services: Iterable[ComposeService]
) -> Iterator[_Server]:
    for service in services:
        product = service.product or datastore_called(service.name)
        if product is None:
            continue
        variables = variables_of(context, project, service)
        variable, password = admin_password(product, variables)
        if password:
            yield _Server(service, product, variables, variable, password)


def _place(server: _Server) -> MergedValue | None:
    own = server.service.variables.get(server.variable)
    return own[1] if own else server.service.from_files.get(server.variable)
