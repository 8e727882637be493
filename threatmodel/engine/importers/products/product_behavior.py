"""What a known product does by its settings and defaults: whom it lets in, what it runs and whom it calls."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from threatmodel.engine.importers.products.clear_text import serves_in_clear
from threatmodel.engine.importers.products.images import Product
from threatmodel.engine.importers.products.product_auth import (
    authentication_of,
    default_login,
    listens_in_clear,
    open_admin_ports,
)
from threatmodel.engine.importers.products.switches import switch_of
from threatmodel.engine.model import FactValue

_CONFIGURATION: Final = re.compile(
    r"\.(?:conf|cfg|ini|ya?ml|toml|properties|xml)$"
    r"|^/etc/(?!localtime|timezone|ssl|pki|hosts|passwd|group|resolv\.conf)"
)
Behavior = dict[str, tuple[FactValue, str]]
"""Facts of a workload by name, each with the sentence that says why."""


def behavior_of(
    product: Product | None, *, tag: str, variables: Mapping[str, str], words: Iterable[str]
) -> Behavior:
    """Return what a product of a workload does.

    Values of variables are only compared. `words` is the command line. Without a product, only variables
    count that say so by themselves.
    """
    line = tuple(words)
    found: Behavior = {}
    verdict = authentication_of(product, tag=tag, variables=variables, words=line)
    if verdict is not None:
        found["authentication_required"] = verdict.required, verdict.why
        if verdict.switch:
            found["login_switch"] = verdict.switch, verdict.why
            found["login_disabled"] = not verdict.is_unset, verdict.why
    if listens_in_clear(variables):
        found["serves_tls"] = False, "Its listeners speak protocols without encryption."
    elif (tls := switch_of("tls", variables, line)) is not None and not tls.is_on:
        found["serves_tls"] = False, f"{tls.name} switches TLS off."
    if product is None:
        return found
    if (verdict is None or verdict.required) and (
        why := default_login(product, tag=tag, variables=variables, words=line)
    ):
        found["default_login"] = True, why
    if serves_in_clear(product, variables=variables, words=line):
        why = f"{product.name} encrypts no connection unless it is configured to, and nothing here does."
        found["serves_tls"] = False, why
    if ports := open_admin_ports(product, variables=variables, words=line):
        found["open_admin_ports"] = ports, f"{product.name} asks for no login there."
    return {**found, **purpose_behavior(product, variables=variables, words=line)}


def settings_of_mounts(paths: Iterable[str]) -> tuple[str, ...]:
    """Return what to add to a command line where one of these mounts brings a configuration file."""
    return ("--config",) if any(_CONFIGURATION.search(path) for path in paths) else ()


def purpose_behavior(product: Product, *, variables: Mapping[str, str], words: Iterable[str]) -> Behavior:
    """Return what it runs and calls, whoever may use it."""
    found: Behavior = {}
    given = {word.partition("=")[0] for text in words for word in text.split()} | variables.keys()
    if product.runs_code:
        found["runs_user_code"] = True, f"{product.name} runs code that its users give it."
    if product.fetches and given.isdisjoint(product.fetches_unless):
        found["fetches_addresses"] = True, f"{product.name} calls web addresses that its callers name."
    return found
