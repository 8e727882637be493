"""Derived facts about trivial credentials: of a component itself, and of those that it calls with them."""

import re
from typing import Final

from threatmodel.engine.analysis.data_stores import is_store
from threatmodel.engine.analysis.fact_lookup import FactLookup

# Names of variables that log in to a data store: DATABASE_URL, READER1_CDCDBPASSWORD.
_OF_STORES: Final = re.compile(
    r"db|database|jdbc|datasource|sql|maria|postgre|mongo|s3_|minio|redis|valkey|amqp|rabbit|kafka|broker|mqtt|influx|elastic"
    r"|opensearch|_(?:url|uri|dsn|conn|backend)$",
    re.IGNORECASE,
)
# Names of variables that sign, encrypt or log in elsewhere: container-weak-credential and
# container-weak-credential-exposed leave them out.
_NO_LOGIN: Final = re.compile(
    r"jwt|signing|(?:encryption|encrypt|fernet)_key|session_(?:secret|key)|nextauth_secret|^auth_secret$"
    r"|secret_key_base|app_key|cookie_secret|^aws_"
    r"|(?:^|authentik_|django_|flask_|paperless_|penpot_|sentry_|superset_|webserver__)secret_key$",
    re.IGNORECASE,
)


def has_trivial_credential(facts: FactLookup, uid: str) -> bool:
    """Whether a container of a workload has a default, trivial or empty credential."""
    return bool(facts.cached(_trivial_credentials, uid))


def repeated_credentials(facts: FactLookup, container: str) -> list[str]:
    """Names of a container's trivial credentials that a component which it calls has as well, sorted.

    These are variables of the same name there, and what logs in to a store whose credential is trivial too,
    or that asks for none.
    Of components that call each other, as the brokers of a cluster do, the first by uid repeats nothing.
    """
    workload = facts.model.enclosing(container, "workload")
    own = _trivial_names(facts, container)
    if workload is None or not own:
        return []
    called = dict.fromkeys(flow.destination for flow in facts.model.flows_from(workload))
    callers = {flow.source for flow in facts.model.flows_to(workload)}
    found: set[str] = set()
    for one in called:
        if one in callers and one >= workload:
            continue
        known = facts.cached(_trivial_credentials, one)
        found |= own & known
        if (known or facts.fact(one, "authentication_required") is False) and is_store(facts, one):
            found |= {name for name in own if _OF_STORES.search(name)}
    return sorted(found)


def _trivial_credentials(facts: FactLookup, workload: str) -> frozenset[str]:
    names = (_trivial_names(facts, child) for child in facts.model.children_uids(workload))
    return frozenset().union(*names)


def _trivial_names(facts: FactLookup, container: str) -> frozenset[str]:
    records = facts.fact(container, "env") or ()
    names = (record["name"] for record in records if record["weak"] and record["credential"])
    return frozenset(name for name in names if not _NO_LOGIN.search(name))
