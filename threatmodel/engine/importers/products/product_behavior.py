"""What a known product does by its settings and defaults: whom it lets in, what it runs and whom it calls."""

from collections.abc import Iterable, Mapping

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
from threatmodel.engine.model.elements import Origin
from threatmodel.engine.model.struct_base import Record


class Trait(Record, frozen=True):
    """A fact of a workload, and the sentence that says why.

    `setting` is the variable or option of the file that decides it.
    """

    value: FactValue
    why: str
    origin: Origin = "inferred"
    setting: str = ""


Behavior = dict[str, Trait]
"""Facts of a workload by name."""


def behavior_of(
    product: Product | None,
    *,
    tag: str,
    variables: Mapping[str, str],
    words: Iterable[str],
    is_certain: bool = True,
) -> Behavior:
    """Return what a product of a workload does.

    Values of variables are only compared. `words` is the command line. Without a product, only variables
    count that say so by themselves. What a product asks for is stated by the file, or the product's default;
    only `is_certain` says that the product is known by its image, and else all is inferred.
    """
    line = tuple(words)
    found: Behavior = {}
    verdict = authentication_of(product, tag=tag, variables=variables, words=line)
    if verdict is not None:
        origin: Origin = "file" if verdict.setting else "default"
        found["authentication_required"] = Trait(
            verdict.required, verdict.why, origin if is_certain else "inferred", verdict.setting
        )
        if not (verdict.required or verdict.by_protocol) and (verdict.setting or verdict.missing):
            found["login_switch"] = Trait(verdict.setting or verdict.missing, verdict.why)
            found["login_disabled"] = Trait(bool(verdict.setting), verdict.why)
    if listens_in_clear(variables):
        found["serves_tls"] = Trait(value=False, why="Its listeners speak protocols without encryption.")
    elif (tls := switch_of("tls", variables, line)) is not None and not tls.is_on:
        why = f"{tls.name} switches TLS off."
        found["serves_tls"] = Trait(value=False, why=why, origin="file", setting=tls.name)
    if product is None:
        return found
    if (verdict is None or verdict.required) and (
        why := default_login(product, tag=tag, variables=variables, words=line)
    ):
        found["default_login"] = Trait(value=True, why=why)
    if serves_in_clear(product, variables=variables, words=line):
        why = f"{product.name} encrypts no connection unless it is configured to, and nothing here does."
        found["serves_tls"] = Trait(value=False, why=why)
    if ports := open_admin_ports(product, variables=variables, words=line):
        found["open_admin_ports"] = Trait(ports, f"{product.name} asks for no login there.")
    return {**found, **purpose_behavior(product, variables=variables, words=line)}


def purpose_behavior(product: Product, *, variables: Mapping[str, str], words: Iterable[str]) -> Behavior:
    """Return what it runs and calls, whoever may use it."""
    found: Behavior = {}
    given = {word.partition("=")[0] for text in words for word in text.split()} | variables.keys()
    if product.runs_code:
        found["runs_user_code"] = Trait(value=True, why=f"{product.name} runs code that its users give it.")
    if product.fetches and given.isdisjoint(product.fetches_unless):
        why = f"{product.name} calls web addresses that its callers name."
        found["fetches_addresses"] = Trait(value=True, why=why)
    if product.administers:
        found["administers"] = Trait(product.administers, f"{product.name} is made for that.")
    if product.collects_mail:
        why = f"{product.name} keeps mails and shows them on a page."
        found["collects_mail"] = Trait(value=True, why=why)
    if product.coordinates:
        found["coordinates"] = Trait(value=True, why=f"{product.name} keeps the state of other servers.")
    return found
