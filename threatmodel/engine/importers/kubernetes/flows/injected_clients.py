"""Calls of what admission webhooks add to pods: agents that fetch secrets from Vault.

Annotations of the pods ask for the agent. They name its server, else the injector says which one it is.
Sources: Vault, "Agent sidecar injector annotations"; Bank-Vaults, "Mutating webhook annotations".
"""

from collections.abc import Iterable, Iterator
from typing import Final

from threatmodel.engine.importers.kubernetes.flows.flow_candidates import Candidate
from threatmodel.engine.importers.kubernetes.flows.service_calls import CallFinder
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import scalar_text
from threatmodel.engine.importers.kubernetes.workloads.environment import Variable
from threatmodel.engine.importers.kubernetes.workloads.pods import Workload

_ASKS: Final = "vault.hashicorp.com/agent-inject"
_SERVERS: Final = ("vault.hashicorp.com/service", "vault.security.banzaicloud.io/vault-addr")
_OF_THE_INJECTOR: Final = "AGENT_INJECT_VAULT_ADDR"
_CALLED: Final = "vault_addr"  # what an address is called elsewhere that surely is called


def injected_calls(workloads: Iterable[Workload], finder: CallFinder) -> Iterator[Candidate]:
    """Yield the calls of agents that are injected into pods; a server outside is added at once."""
    asking = [workload for workload in workloads if _asks(workload)]
    known = next(_injector_addresses(finder), "") if asking else ""
    for workload in asking:
        annotations = workload.annotations
        key = next((one for one in _SERVERS if one in annotations), _ASKS)
        address = annotations.text(key) if key != _ASKS else known
        if address:
            words = f"The annotation {key} has an agent injected, which"
            place = Variable(_CALLED, address, words, annotations.file, annotations.line_of(key))
            yield from finder.named_in(workload, place)


def _asks(workload: Workload) -> bool:
    annotations = workload.annotations
    return scalar_text(annotations.data.get(_ASKS)) == "true" or _SERVERS[-1] in annotations


def _injector_addresses(finder: CallFinder) -> Iterator[str]:
    for workload in finder.workloads.values():
        for container in workload.containers:
            for variable in finder.environments.of(container.section, workload.namespace):
                if variable.name == _OF_THE_INJECTOR and variable.value:
                    yield variable.value
