"""What a known product does by its settings and defaults: whom it lets in, what it runs and whom it calls."""

from collections.abc import Iterable, Mapping

from threatmodel.engine.importers.products.images import Product
from threatmodel.engine.importers.products.product_auth import authentication_of, default_login


def behavior_of(
    product: Product | None, *, tag: str, variables: Mapping[str, str], words: Iterable[str]
) -> dict[str, tuple[bool, str]]:
    """Return facts of the workload by name, each with the sentence that says why.

    Values of variables are only compared. `words` is the command line. Without a product, only variables
    count that say so by themselves.
    """
    line = tuple(words)
    found: dict[str, tuple[bool, str]] = {}
    verdict = authentication_of(product, tag=tag, variables=variables, words=line)
    if verdict is not None:
        found["authentication_required"] = verdict.required, verdict.why
    if product is None:
        return found
    if (verdict is None or verdict.required) and (
        why := default_login(product, tag=tag, variables=variables, words=line)
    ):
        found["default_login"] = True, why
    return {**found, **purpose_behavior(product)}


def purpose_behavior(product: Product) -> dict[str, tuple[bool, str]]:
    """Return the facts that no setting changes."""
    found = {}
    if product.runs_code:
        found["runs_user_code"] = True, f"{product.name} runs code that its users give it."
    if product.fetches:
        found["fetches_addresses"] = True, f"{product.name} calls web addresses that its callers name."
    return found
