"""Whether the callers of a database in a cluster log in as its administrator."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from threatmodel.engine.importers.kubernetes.workloads.environment import Environments, Variable
from threatmodel.engine.importers.kubernetes.workloads.pods import Workload
from threatmodel.engine.importers.products.database_accounts import Caller, superuser_login
from threatmodel.engine.importers.provenance import inferred
from threatmodel.engine.model import Fact, Flow


def database_logins(
    flows: Iterable[Flow], workloads: Mapping[str, Workload], environments: Environments
) -> Iterator[tuple[str, Fact]]:
    """Yield the fact of each database whose callers say with which account they log in, with its uid."""
    callers: dict[str, dict[str, None]] = defaultdict(dict)
    for flow in flows:
        if flow.source in workloads and flow.destination in workloads:
            callers[flow.destination][flow.source] = None
    for uid in sorted(callers):
        store = workloads[uid]
        main = next((container for container in store.containers if container.is_main), None)
        if main is None or main.product is None or main.product.purpose != "database":
            continue
        calling = [workloads[one] for one in sorted(callers[uid])]
        named = [_variables(one, environments) for one in calling]
        logins = [Caller(one.object.name, _texts(known)) for one, known in zip(calling, named, strict=True)]
        login = superuser_login(main.product, _texts(_variables(store, environments)), logins)
        if login is None:
            continue
        if login.variable:
            place = named[login.caller][login.variable]
            yield uid, inferred(login.used, why=login.why, file=place.file, line=place.line)
        else:
            yield uid, main.section.inferred(login.used, login.why)


def _variables(workload: Workload, environments: Environments) -> dict[str, Variable]:
    return {
        found.name: found
        for container in workload.containers
        for found in environments.of(container.section, workload.namespace)
    }


def _texts(variables: Mapping[str, Variable]) -> dict[str, str]:
    return {name: found.value for name, found in variables.items()}
