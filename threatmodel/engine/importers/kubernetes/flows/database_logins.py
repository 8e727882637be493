"""With which accounts the callers of a database in a cluster log in."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.workloads.environment import Environments, Variable
from threatmodel.engine.importers.kubernetes.workloads.pods import Workload, product_by_name
from threatmodel.engine.importers.products.database_accounts import Caller, shared_account, superuser_login
from threatmodel.engine.importers.products.images import Product
from threatmodel.engine.importers.provenance import inferred
from threatmodel.engine.model import Fact, Flow

_Variables = Mapping[str, Variable]


def database_logins(
    flows: Iterable[Flow], workloads: Mapping[str, Workload], environments: Environments
) -> Iterator[tuple[str, dict[str, Fact]]]:
    """Yield the facts of each database whose callers say with which account they log in, with its uid."""
    callers: dict[str, dict[str, None]] = defaultdict(dict)
    for flow in flows:
        if flow.source in workloads and flow.destination in workloads:
            callers[flow.destination][flow.source] = None
    for uid in sorted(callers):
        store = workloads[uid]
        main = store.main
        product = (main.product or product_by_name(store, main)) if main else None
        if main is None or product is None or product.purpose != "database":
            continue
        calling = [workloads[one] for one in sorted(callers[uid])]
        named = [_variables(one, environments) for one in calling]
        logins = [
            Caller(one.object.name, _texts(known), _program(one), _origins(one, environments))
            for one, known in zip(calling, named, strict=True)
        ]
        own = _texts(_variables(store, environments))
        yield (
            uid,
            {
                **_administrator(product, own, logins, named, main.section),
                **_shared(product, own, logins, named),
            },
        )


def _administrator(
    product: Product,
    own: Mapping[str, str],
    logins: Sequence[Caller],
    named: Sequence[_Variables],
    store: Section,
) -> dict[str, Fact]:
    """Whether a caller logs in as the administrator, in the place that says so."""
    login = superuser_login(product, own, logins)
    if login is None:
        return {}
    if not login.variable:
        return {"superuser_login": store.inferred(login.used, login.why)}
    place = named[login.caller][login.variable]
    fact = inferred(login.used, why=login.why, file=place.file, line=place.line)
    return {"superuser_login": fact}


def _shared(
    product: Product, own: Mapping[str, str], logins: Sequence[Caller], named: Sequence[_Variables]
) -> dict[str, Fact]:
    """That several programs log in with one account, in the place that names it."""
    login = shared_account(product, own, logins)
    if login is None:
        return {}
    place = named[login.caller][login.variable]
    fact = inferred(value=False, why=login.why, file=place.file, line=place.line)
    return {"separate_accounts": fact}


def _program(workload: Workload) -> str:
    """The images that a workload runs; copies of a program share an account rightly."""
    images = {container.image.name for container in workload.containers if container.image}
    return " ".join(sorted(images))


def _origins(workload: Workload, environments: Environments) -> dict[str, str]:
    """The entries of Secrets that single variables are taken from."""
    return {
        entry.name: f"{workload.namespace}/{entry.ref}"
        for container in workload.containers
        for entry in environments.entries(container.section)
        if entry.origin == "secret"
    }


def _variables(workload: Workload, environments: Environments) -> dict[str, Variable]:
    return {
        found.name: found
        for container in workload.containers
        for found in environments.of(container.section, workload.namespace)
    }


def _texts(variables: Mapping[str, Variable]) -> dict[str, str]:
    return {name: found.value for name, found in variables.items()}
