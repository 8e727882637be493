"""Whether a service of a compose project makes the first account of a program with a trivial password."""

from collections.abc import Iterable

from threatmodel.engine.importers.compose.project import Project
from threatmodel.engine.importers.compose.service import ComposeService
from threatmodel.engine.importers.compose.service_variables import variables_of
from threatmodel.engine.importers.import_context import ImportContext
from threatmodel.engine.importers.products.first_administrators import weak_account
from threatmodel.engine.importers.provenance import inferred
from threatmodel.engine.model import Fact


def add_first_accounts(context: ImportContext, project: Project, services: Iterable[ComposeService]) -> None:
    """Add the login that a service of a program makes with a trivial password to those that have ports.

    What starts once, such as `airflow-init`, makes the account with which people log in to the others.
    """
    services = list(services)
    made: dict[str, Fact] = {}
    for service in services:
        name = weak_account(service.product, variables_of(context, project, service))
        place = service.variables[name][1] if name in service.variables else service.from_files.get(name)
        if service.product is not None and place is not None:
            why = f"{service.name} makes the first account of {service.product.name} with the trivial {name}."
            made[service.product.name] = inferred(value=True, why=why, file=place.file, line=place.line)
    for service in services:
        if service.product is None or service.product.name not in made:
            continue
        own = {port.port for port in service.product.ports}
        if any(port.port in own for port in service.ports.known):
            context.builder.add_facts(service.uid, {"default_login": made[service.product.name]})
