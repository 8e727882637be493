"""Whether the callers of a database in a cluster log in as its administrator."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from threatmodel.engine.importers.kubernetes.workloads.environment import Environments
from threatmodel.engine.importers.kubernetes.workloads.pods import Workload
from threatmodel.engine.importers.products.database_accounts import Caller, superuser_login
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
        calling = [_caller(workloads[one], environments) for one in sorted(callers[uid])]
        login = superuser_login(main.product, _variables(store, environments), calling)
        if login is not None:
            yield uid, main.section.inferred(login.used, login.why)


def _caller(workload: Workload, environments: Environments) -> Caller:
    return Caller(workload.object.name, _variables(workload, environments))


def _variables(workload: Workload, environments: Environments) -> dict[str, str]:
    return {
        found.name: found.value
        for container in workload.containers
        for found in environments.of(container.section, workload.namespace)
    }
