"""What a known product does by its settings and defaults: whom it lets in, what it runs and whom it calls."""

from collections.abc import Collection, Iterable, Mapping

from threatmodel.engine.importers.products.clear_text import plain_http_ports, serves_in_clear, without_tls_by
from threatmodel.engine.importers.products.configuration_files import without_tool_options
from threatmodel.engine.importers.products.first_administrators import first_visitor_administers
from threatmodel.engine.importers.products.images import Product, without_own_files
from threatmodel.engine.importers.products.product_auth import (
    Authentication,
    administering_setting,
    authentication_of,
    closed_by_variable,
    default_login,
    depends_on_version,
    is_open_by_settings,
    listens_in_clear,
    open_admin_ports,
    reads_directives,
    stated_by_directives,
    unguarded_empty_password,
)
from threatmodel.engine.importers.products.security_switches import is_on, lets_anyone_register, switch_of
from threatmodel.engine.model import FactValue
from threatmodel.engine.model.elements import Origin
from threatmodel.engine.model.struct_base import Record


class Trait(Record, frozen=True):
    """A fact of a workload, and the sentence that says why.

    `setting` is the variable or option that decides it, or that would if it was set.
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
    unseen: bool = False,
) -> Behavior:
    """Return what a product of a workload does.

    Values of variables are only compared. `words` is the command line. Without a product, only variables
    count that say so by themselves. What a product asks for is stated by the file, or the product's default;
    only `is_certain` says that the product is known by its image, and else all is inferred.
    `unseen`: a file that is not in the input sets variables, so defaults that these change are not known.
    """
    line = without_own_files(product, without_tool_options(words))
    verdict = authentication_of(product, tag=tag, variables=variables, words=line)
    if unseen and verdict is not None and closed_by_variable(verdict):
        verdict = None
    found = _authentication(verdict, is_certain=is_certain) if verdict else {}
    if listens_in_clear(variables):
        found["serves_tls"] = Trait(value=False, why="Its listeners speak protocols without encryption.")
    elif (tls := switch_of("tls", variables, line)) is not None and not tls.is_on:
        why = f"{tls.name} switches TLS off."
        found["serves_tls"] = Trait(value=False, why=why, origin="file", setting=tls.name)
    found |= _registration(product, variables, line, unseen=unseen)
    found |= _empty_password(product, variables)
    if product is None:
        return found
    if (verdict is None or verdict.required) and (
        why := default_login(product, tag=tag, variables=variables, words=line, unseen=unseen)
    ):
        found["default_login"] = Trait(value=True, why=why)
    found |= _login_by_version(product, verdict, tag, variables)
    found |= _administered_by_callers(product, verdict, variables)
    if serves_in_clear(product, variables=variables, words=line):
        why = f"{product.name} encrypts no connection unless it is configured to, and nothing here does."
        found["serves_tls"] = Trait(value=False, why=why)
    if switch_name := without_tls_by(product, variables=variables, words=line):
        why = f"{switch_name} makes {product.name} serve without TLS."
        found["serves_tls"] = Trait(value=False, why=why, origin="file", setting=switch_name)
    found |= _access_beside_login(product, variables, line, unseen=unseen)
    return {**found, **purpose_behavior(product, variables=variables, words=line)}


def _authentication(verdict: Authentication, *, is_certain: bool) -> Behavior:
    """Whether callers must log in, and the setting that decides it."""
    origin: Origin = "file" if verdict.setting else "default"
    setting = verdict.setting or verdict.missing
    required = Trait(verdict.required, verdict.why, origin if is_certain else "inferred", setting)
    if verdict.required or verdict.by_protocol or not setting:
        return {"authentication_required": required}
    return {
        "authentication_required": required,
        "login_switch": Trait(setting, verdict.why, setting=setting),
        "login_disabled": Trait(bool(verdict.setting), verdict.why),
    }


def _empty_password(product: Product | None, variables: Mapping[str, str]) -> Behavior:
    """The switch that allows an empty password, where nothing in the files sets one."""
    switch = unguarded_empty_password(product, variables=variables)
    if not switch:
        return {}
    why = f"{switch} accepts an empty password, and what sets the password is in no file."
    return {"empty_password_switch": Trait(switch, why, setting=switch)}


def _login_by_version(
    product: Product, verdict: Authentication | None, tag: str, variables: Mapping[str, str]
) -> Behavior:
    if verdict is not None or not depends_on_version(product, tag=tag, variables=variables):
        return {}
    why = (
        f"Newer versions of {product.name} ask for a login by default, and the tag does not say which it is."
    )
    return {"login_by_version": Trait(value=True, why=why)}


def _administered_by_callers(
    product: Product, verdict: Authentication | None, variables: Mapping[str, str]
) -> Behavior:
    setting = administering_setting(product, variables=variables)
    if verdict is None or verdict.required or not setting:
        return {}
    why = f"{setting} makes callers without a login administrators of {product.name}."
    return {"administered_by_callers": Trait(value=True, why=why, origin="file", setting=setting)}


def _registration(
    product: Product | None, variables: Mapping[str, str], words: Iterable[str], *, unseen: bool
) -> Behavior:
    """Return whether a setting, or that none says otherwise, lets anyone make an account."""
    switch = switch_of("registration", variables, words)
    if switch is None:
        is_open = product is not None and not unseen and lets_anyone_register(product)
        why = f"{product.name if product else ''} lets anyone register unless a setting says otherwise."
        return {"self_registration": Trait(value=True, why=why)} if is_open else {}
    what = "lets anyone register" if switch.is_on else "stops people from registering themselves"
    return {
        "self_registration": Trait(switch.is_on, f"{switch.name} {what}.", origin="file", setting=switch.name)
    }


def _access_beside_login(
    product: Product, variables: Mapping[str, str], words: Iterable[str], *, unseen: bool
) -> Behavior:
    """Return who gets in past a login, or reads it on the way."""
    found: Behavior = {}
    if first_visitor_administers(product, variables=variables, words=words, unseen=unseen):
        why = f"The first visitor of {product.name} makes its administrator, and no setting here does."
        found["first_visitor_administers"] = Trait(value=True, why=why)
    if plain := plain_http_ports(product, variables=variables, words=words):
        why = f"{product.name} serves its pages there in plain HTTP, rather than redirect to HTTPS."
        found["plain_http_ports"] = Trait([{"port": port} for port in plain], why)
    if ports := open_admin_ports(product, variables=variables, words=words):
        found["open_admin_ports"] = Trait(ports, f"{product.name} asks for no login there.")
    return found


def open_behavior(product: Product, *, variables: Mapping[str, str], words: Iterable[str]) -> Behavior:
    """Return that it lets every caller in, where nothing that is added to its image can change that."""
    if not is_open_by_settings(product, variables=variables, words=words):
        return {}
    why = f"{product.name} asks for no login, and no setting here adds one."
    return {"authentication_required": Trait(value=False, why=why)}


def file_behavior(product: Product, *, variables: Mapping[str, str], words: Iterable[str]) -> Behavior:
    """Return what a configuration file says that a built image is given, whatever else the image adds.

    `words` hold the lines of that file. Whom a product lets in that reads none is not said here.
    """
    if not reads_directives(product, words):
        return {}
    line = tuple(words)
    verdict = stated_by_directives(product, line)
    if verdict is None:
        return {}
    found = {
        "authentication_required": Trait(verdict.required, verdict.why, "file", verdict.setting),
    }
    if serves_in_clear(product, variables=variables, words=line):
        why = f"{product.name} encrypts no connection unless it is configured to, and nothing here does."
        found["serves_tls"] = Trait(value=False, why=why)
    return found


def purpose_behavior(product: Product, *, variables: Mapping[str, str], words: Iterable[str]) -> Behavior:
    """Return what it runs and calls, whoever may use it."""
    line = {word.removesuffix("=true") for text in words for word in text.split()}
    given = {word.partition("=")[0] for word in line} | variables.keys()
    found = _code_behavior(product, variables, line)
    if product.fetches and given.isdisjoint(product.fetches_unless):
        why = f"{product.name} calls web addresses that its callers name."
        found["fetches_addresses"] = Trait(value=True, why=why)
    if product.reads_runtime_unless and not any(
        name in given if name.startswith("-") else is_on(variables.get(name, ""))
        for name in product.reads_runtime_unless
    ):
        why = (
            f"{product.name} passes on only calls that read, as {product.reads_runtime_unless[0]} is not set."
        )
        found["reads_runtime_only"] = Trait(value=True, why=why)
    if product.administers:
        found["administers"] = Trait(product.administers, f"{product.name} is made for that.")
    if product.collects_mail:
        why = f"{product.name} keeps mails and shows them on a page."
        found["collects_mail"] = Trait(value=True, why=why)
    if setting := next((one for one in product.topics_restricted_by if one in given), ""):
        why = f"{setting} names the topics that each client may use."
        found["topics_restricted"] = Trait(value=True, why=why)
    if product.coordinates:
        found["coordinates"] = Trait(value=True, why=f"{product.name} keeps the state of other servers.")
    return found


def _code_behavior(product: Product, variables: Mapping[str, str], line: Collection[str]) -> Behavior:
    """Return whether it runs code that its users give it, by its settings and its command line."""
    found: Behavior = {}
    elsewhere = product.runs_code_unless.items()
    if product.runs_code and not any(variables.get(name, "").lower() == value for name, value in elsewhere):
        found["runs_user_code"] = Trait(value=True, why=f"{product.name} runs code that its users give it.")
        if product.code_apart:
            why = f"{product.name} gives that code none of the variables of its container."
            found["user_code_apart"] = Trait(value=True, why=why)
    elif option := next((one for one in product.runs_code_with if one in line), ""):
        why = f"{option} makes {product.name} run code that its users give it."
        found["runs_user_code"] = Trait(value=True, why=why)
    if product.leaves_code:
        why = f"{product.name} leaves it to other programs to run the code that it keeps or has built."
        found["runs_untrusted_code"] = Trait(value=False, why=why)
    return found
