"""Whether a known product authenticates its callers, by settings and defaults (authentication.yaml)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from threatmodel.engine.importers.empty_passwords import may_be_empty, overrules
from threatmodel.engine.importers.products.auth_rules import AUTH_DATA, AUTH_RULES, AuthRule, AuthSettings
from threatmodel.engine.importers.products.configuration_files import names_configuration_file
from threatmodel.engine.importers.products.images import Product
from threatmodel.engine.importers.products.option_values import is_emptied, is_given, is_switched_on
from threatmodel.engine.importers.products.security_switches import is_on, is_stated_on, switch_of
from threatmodel.engine.importers.redaction import is_weak_credential
from threatmodel.engine.model.short_text_cache import kept_for_short_texts
from threatmodel.engine.model.struct_base import Record

_FALSE: Final = frozenset({"", "0", "false", "no", "off"})
_MAJOR: Final = re.compile(r"v?(\d{1,4})")
_VERSION: Final = re.compile(r"v?(\d{1,4}(?:\.\d{1,5}){0,2})")
_PROTOCOL: Final = re.compile(r"[A-Z_]+")
_STORES: Final = frozenset({"database", "cache", "queue", "storage"})  # purposes


class Authentication(Record, frozen=True):
    """Whether callers must authenticate, and the sentence that says why.

    `setting` is the variable or option that decides; empty where the product's default does. `missing` is one
    that would require a login. `by_protocol`: the setting names protocols, and is no switch of a login.
    """

    required: bool
    why: str
    setting: str = ""
    missing: str = ""
    by_protocol: bool = False


def authentication_of(
    product: Product | None, *, tag: str, variables: Mapping[str, str], words: Iterable[str]
) -> Authentication | None:
    """Return whether a product requires callers to authenticate; None when that is not known.

    Values of variables are only compared. `words` is the command line. Without a product, only variables
    count that say so by themselves.
    """
    rule = AUTH_RULES.get(product.name, AuthRule()) if product else AuthRule()
    for name, passwords in _open_switches(product, rule, variables):
        if not any(passwords):
            why = f"The variable {name} disables password authentication."
            return Authentication(required=False, why=why, setting=name)
        if all(map(may_be_empty, passwords)):
            return None
    if protocols := _listener_protocols(variables):
        return _by_listeners(protocols, next(filter(_names_listeners, variables)))
    line = tuple(words)
    known = _by_rule(product, rule, tag=tag, variables=variables, words=line) if product else None
    if known is not None and not (known.required and rule.closed_unless):
        return known
    return _by_switch(variables, line) or known


def unguarded_empty_password(product: Product | None, *, variables: Mapping[str, str]) -> str:
    """Return the switch that lets it start without a password where a variable of no file is not set."""
    rule = AUTH_RULES.get(product.name, AuthRule()) if product else AuthRule()
    found = _open_switches(product, rule, variables)
    return next((name for name, given in found if any(given) and all(map(may_be_empty, given))), "")


def _open_switches(
    product: Product | None, rule: AuthRule, variables: Mapping[str, str]
) -> Iterator[tuple[str, list[str]]]:
    """The variables that let callers in without a password, each with the passwords that overrule it."""
    is_store = product is not None and product.purpose in _STORES
    for name in variables:
        if name in AUTH_DATA.open_switches.about_stores and not is_store:
            continue
        if _is_switch(name) and is_weak_credential(name, variables[name]):
            overruling = (other for other in variables if overrules(other, name, rule.required_by))
            yield name, [variables[other] for other in overruling]


def is_open_by_settings(product: Product, *, variables: Mapping[str, str], words: Iterable[str]) -> bool:
    """Whether it lets every caller in, and variables and options alone could change that."""
    rule = AUTH_RULES.get(product.name, AuthRule())
    if rule.open_unless is None or not rule.open_unless.not_by_file:
        return False
    found = authentication_of(product, tag="", variables=variables, words=words)
    return found is not None and not found.required


def _by_switch(variables: Mapping[str, str], words: Sequence[str]) -> Authentication | None:
    switch = switch_of("login", variables, words)
    if switch is None:
        return None
    effect = "requires a login" if switch.is_on else "lets every caller in without a login"
    return Authentication(switch.is_on, f"{switch.name} {effect}.", switch.name)


def administering_setting(product: Product, *, variables: Mapping[str, str]) -> str:
    """Return the variable that makes callers without a login administrators; empty where none does."""
    rule = AUTH_RULES.get(product.name, AuthRule())
    stated = rule.administered_by_callers.items()
    return next((name for name, value in stated if variables.get(name, "").strip().lower() == value), "")


def closed_by_variable(verdict: Authentication) -> bool:
    """Whether it lets everybody in by default alone, which a variable would change."""
    return not (verdict.required or verdict.setting) and verdict.missing.isidentifier()


def default_login(
    product: Product,
    *,
    tag: str,
    variables: Mapping[str, str],
    words: Iterable[str],
    unseen: bool = False,
) -> str:
    """Return why a product has the login that its maker publishes; empty when nothing says so.

    `unseen`: variables may be set that are not known.
    """
    rule = AUTH_RULES.get(product.name)
    login = rule.default_login if rule else None
    if login is None or (unseen and any(name.isidentifier() for name in login.unless)):
        return ""
    given = {word.partition("=")[0] for text in words for word in text.split()} | variables.keys()
    major = _MAJOR.match(tag)
    if not given.isdisjoint(login.unless) or (not login.not_by_file and names_configuration_file(given)):
        return ""
    if login.until and (major is None or int(major[1]) >= login.until):
        return ""
    if any(variables.get(name, "").strip().lower() != value for name, value in login.only_if.items()):
        return ""
    return (
        f"{product.name} comes with an administrator whose password is published, and no setting changes it."
    )


def open_admin_ports(
    product: Product, *, variables: Mapping[str, str], words: Iterable[str]
) -> list[dict[str, Any]]:
    """Return records of the ports that administer a product without a login, with what opens them."""
    rule = AUTH_RULES.get(product.name, AuthRule())
    given = {word for text in words for word in text.split()}
    found = []
    for one in rule.admin_ports:
        settings = [flag for flag in one.flags if flag in given]
        settings += [name for name, text in one.values.items() if text in variables.get(name, "").lower()]
        settings += [name for name in one.switched_on_by if is_stated_on(variables.get(name, ""))]
        if settings or not (one.flags or one.values or one.switched_on_by):
            found.append({"port": one.port, "setting": settings[0] if settings else "default"})
    return found


def reads_directives(product: Product | None, words: Iterable[str]) -> bool:
    """Whether lines of its configuration file say whom it lets in; some only one that the command names."""
    read = AUTH_RULES.get(product.name, AuthRule()).directives if product is not None else ""
    named = (word for text in words for word in text.split())
    return read == "always" or (read == "named" and names_configuration_file(named))


def stated_by_directives(product: Product, words: Iterable[str]) -> Authentication | None:
    """Return what lines of a configuration file, or options, say by themselves of whom it lets in."""
    arguments = [word.strip("'\"()") for text in words for word in text.split()]
    return _by_words(product, AUTH_RULES.get(product.name, AuthRule()), arguments)


def listens_in_clear(variables: Mapping[str, str]) -> bool:
    """Whether all listeners of a broker speak protocols without encryption."""
    protocols = _listener_protocols(variables)
    return bool(protocols) and protocols <= AUTH_DATA.listeners.clear


def _listener_protocols(variables: Mapping[str, str]) -> frozenset[str]:
    """The security protocols that listeners of a broker are given, in capitals."""
    values = [variables[name] for name in variables if _names_listeners(name)]
    if not values:
        return frozenset()
    known = AUTH_DATA.listeners.open | AUTH_DATA.listeners.closed | AUTH_DATA.listeners.unclear
    return frozenset(word for value in values for word in _PROTOCOL.findall(value.upper()) if word in known)


@kept_for_short_texts
def _names_listeners(name: str) -> bool:
    upper = name.upper()
    return any(part in upper for part in AUTH_DATA.listeners.parts)


def _by_listeners(protocols: frozenset[str], setting: str) -> Authentication | None:
    """Listeners of both kinds let in whoever reaches the open ones; who that is, nothing says."""
    if protocols <= AUTH_DATA.listeners.open:
        why = f"Its listeners speak {', '.join(sorted(protocols))}, which asks for no login."
        return Authentication(required=False, why=why, setting=setting, by_protocol=True)
    if protocols <= AUTH_DATA.listeners.closed:
        why = f"Its listeners speak {', '.join(sorted(protocols))}."
        return Authentication(required=True, why=why, setting=setting, by_protocol=True)
    return None


def _by_rule(
    product: Product, rule: AuthRule, *, tag: str, variables: Mapping[str, str], words: Iterable[str]
) -> Authentication | None:
    if rule.only_with and not any(is_on(variables.get(name, "")) for name in rule.only_with):
        return None
    arguments = [word.strip("'\"()") for text in words for word in text.split()]
    if rule.switch or rule.required_since:
        return _by_words(product, rule, arguments) or _by_version(product.name, rule, tag, variables)
    if given := next((name for name in rule.required_by if name in variables), ""):
        why = f"The {product.name} image requires a password for network connections."
        return Authentication(required=True, why=why, setting=given)
    switch = next((name for name in rule.login_when_off if name in variables), None)
    if switch is not None:
        without = is_on(variables[switch])
        return Authentication(not without, f"{switch} is {'true' if without else 'false'}.", switch)
    if stated := _by_words(product, rule, arguments):
        return stated
    if rule.closed_unless is not None:
        return _closed_by_default(product.name, rule.closed_unless, variables, arguments)
    if rule.open_unless is None:
        return None
    return _open_by_default(product.name, rule.open_unless, variables, arguments)


def _by_words(product: Product, rule: AuthRule, arguments: Sequence[str]) -> Authentication | None:
    """What words of the command line, or of a configuration file, say by themselves."""
    checked = next((one for one in rule.checks_callers if is_switched_on(one, arguments)), "")
    if checked:
        why = f"{checked} makes {product.name} check its callers."
        return Authentication(required=True, why=why, setting=checked)
    line = f" {' '.join(arguments)} "
    opened = next((words for words in rule.opened_by if f" {words} " in line), "")
    closed = next((words for words in rule.closed_by if f" {words} " in line), "")
    if " " in opened and " " in closed:
        return None  # each may be that of another listener
    if opened:
        why = f"{opened} lets everybody use {product.name} without a login."
        return Authentication(required=False, why=why, setting=opened)
    if closed:
        why = f"{closed} makes {product.name} ask for a login."
        return Authentication(required=True, why=why, setting=closed)
    return None


@kept_for_short_texts  # of names; values are never kept like this
def _is_switch(name: str) -> bool:
    """Whether a variable of this name may allow empty passwords or anonymous callers."""
    upper, switches = name.upper(), AUTH_DATA.open_switches
    return upper in switches.names or any(part in upper for part in switches.parts)


def _by_version(
    product: str, rule: AuthRule, tag: str, variables: Mapping[str, str]
) -> Authentication | None:
    switch = next((name for name in rule.switch if name in variables), None)
    if switch is not None:
        enabled = variables[switch].strip().lower() not in _FALSE
        return Authentication(enabled, f"{rule.switch[0]} is {'true' if enabled else 'false'}.", switch)
    secure = _is_since(tag, rule.required_since)
    if rule.open_unless is not None and not secure:
        stated = _open_by_default(product, rule.open_unless, variables, ())
        return stated if secure is False or (stated and stated.required) else None
    if secure is None:
        return None
    since = "since" if secure else "only since"
    return Authentication(
        secure, f"{product} requires credentials by default {since} version {rule.required_since}."
    )


def depends_on_version(product: Product, *, tag: str, variables: Mapping[str, str]) -> bool:
    """Whether newer versions ask for a login by default, and neither the tag nor a variable tells."""
    rule = AUTH_RULES.get(product.name, AuthRule())
    is_open = rule.required_since and _is_since(tag, rule.required_since) is None
    return bool(is_open) and not any(name in variables for name in rule.switch)


def _is_since(tag: str, first: str) -> bool | None:
    """Whether a tag names the first of some versions or a later one; None where it does not say as much.

    Where the minor number counts, a tag without one is no version.
    """
    match = _VERSION.match(tag)
    if match is None or not first:
        return None
    numbers, wanted = _numbers(match[1]), _numbers(first)
    known = numbers[: len(wanted)]
    if len(known) < len(wanted) and (len(known) == 1 or known == wanted[: len(known)]):
        return None
    return known >= wanted


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _open_by_default(
    product: str, settings: AuthSettings, variables: Mapping[str, str], arguments: Sequence[str]
) -> Authentication | None:
    named = [name for name in settings.variables if is_on(variables.get(name, ""))]
    options = [one for one in settings.options if is_given(one, arguments)]
    options += [one for one in settings.switches if is_switched_on(one, arguments)]
    if named or options:
        setting = (named + options)[0]
        why = f"{setting} is set, so {product} requires credentials."
        return Authentication(required=True, why=why, setting=setting)
    given = {*variables, *(word.partition("=")[0] for word in arguments)}
    by_file = not settings.not_by_file and names_configuration_file(arguments)
    if by_file or not given.isdisjoint(settings.maybe):
        return None
    why = f"{product} requires no authentication by default."
    missing = (*settings.variables, *settings.options, *settings.switches, "")[0]
    return Authentication(required=False, why=why, missing=missing)


def _closed_by_default(
    product: str, opened: AuthSettings, variables: Mapping[str, str], arguments: Sequence[str]
) -> Authentication:
    on = [name for name in opened.variables if is_on(variables.get(name, ""))]
    emptied = [name for name in opened.options if is_emptied(name, arguments)]
    line = f" {' '.join(arguments)} ".replace("=", " ")
    flagged = [
        flag
        for flag in opened.flags
        if f" {flag.replace('=', ' ')} " in line and f"{flag}=false" not in arguments
    ]
    valued = [
        name
        for name, value in opened.values.items()
        if name in variables and variables[name].strip().lower() == value
    ]
    if settings := on + emptied + flagged + valued:
        why = f"{settings[0]} lets everybody use {product} without a login."
        return Authentication(required=False, why=why, setting=settings[0])
    return Authentication(required=True, why=f"{product} requires a login by default.")
