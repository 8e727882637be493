"""Environment variables and command lines as facts: names and booleans, never values."""

import re
import shlex
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from threatmodel.engine.importers.debug_switches import is_debug_switch
from threatmodel.engine.importers.embedded_credentials import credentials_in, without_comments
from threatmodel.engine.importers.products.clear_text import is_served_without_tls
from threatmodel.engine.importers.products.images import program_started
from threatmodel.engine.importers.redaction import (
    fills_in_password,
    is_credential,
    is_credential_name,
    is_credential_value,
    is_file_name,
    is_literal,
    is_weak_credential,
)
from threatmodel.engine.library.auth_setting_names import is_auth_option
from threatmodel.engine.model.struct_base import Record

_VARIABLE: Final = re.compile(r"\$\{|\$\(|\$[A-Za-z_]")
# Without a second @, which a password may contain: what follows the first is the host then.
_HOST_OF_LOGIN: Final = re.compile(r"[A-Za-z][\w+.-]{0,30}://[^/@\s]{1,500}@([\w.-]{1,253})(?:[:/?#][^@]*)?$")
_URL_OF: Final = "URL of"
_ARGUMENT: Final = "argument"
_LONGEST_ARGUMENT: Final = 16_384
_OPTION: Final = re.compile(r"(--?[A-Za-z][\w.-]{0,80}|[A-Za-z_][\w.-]{0,80})(?:=(.*))?", re.DOTALL)
_BARE_OPTIONS: Final = frozenset({"requirepass", "masterauth", "--requirepass", "--masterauth"})
# Names of options that programs in Go and Java take behind one hyphen.
_SINGLE_HYPHEN: Final = frozenset(
    {
        *("pass", "passin", "passout", "passwd", "password", "passphrase", "pwd", "dbpass", "dbpassword"),
        *("db-pass", "db-password", "db_password", "auth-password", "admin-password", "user-password"),
        *(
            "secret",
            "client-secret",
            "client_secret",
            "secret-key",
            "secretkey",
            "key",
            "access-key",
            "accesskey",
        ),
        *("token", "access-token", "auth-token", "authtoken", "bearer-token", "apikey", "api-key", "api_key"),
        *(
            "dsn",
            "url",
            "uri",
            "db",
            "database",
            "database-url",
            "db-url",
            "conn",
            "connection",
            "datasource",
        ),
    }
)
# Options of openssl that say where a password comes from: -pass env:KEY, but -pass pass:hunter2.
_PASSWORD_SOURCES: Final = frozenset({"-pass", "-passin", "-passout"})
_FROM_ELSEWHERE: Final = re.compile(r"(?:env|file|fd):|stdin$")

_TLS_OFF: Final = re.compile(
    r"(?i)(?:skip[-_.]?(?:tls[-_.]?|ssl[-_.]?|cert(?:ificate)?[-_.]?)?(?:verify|verification|check|validation)"
    r"|skip[-_.]?(?:tls|ssl)$|no[-_.]?check[-_.]?certificate|(?:ssl|tls)[-_.]?no[-_.]?verify"
    r"|no[-_.]?verify[-_.]?(?:ssl|tls)|disable[-_.]?(?:ssl|tls|cert)[-_.]?(?:verify|verification|validation)"
    r"|insecure[-_.]?(?:registr(?:y|ies)|pull)|(?<!grpc[-_.])allow[-_.]?insecure|(?:ssl|tls)[-_.]?insecure|insecure[-_.]?(?:ssl|tls)|kubelet[-_.]?insecure[-_.]?tls)"
)
_TLS_ON: Final = re.compile(
    r"(?i)^(?:\w{0,60}_)?(?:NODE_TLS_REJECT_UNAUTHORIZED|PYTHONHTTPSVERIFY|(?:SSL|TLS)_VERIFY|VERIFY_(?:SSL|TLS|CERTS?|CERTIFICATES?))$"
)
_TLS_ON_OPTION: Final = re.compile(
    r"(?i)(?<!no[-_.])(?:(?:tls|ssl)[-_.]verify|verify[-_.]?(?:tls|ssl|certs?|certificates?)|strict[-_.]ssl)$"
)
# Switches of curl that take no value, with -k among them; and hosts that a container calls to ask itself.
_CURL_SWITCHES: Final = re.compile(r"-[#0-6aGgIijLNnOpRSsvf]{0,10}k[#0-6aGgIijLNnOpRSsvf]{0,10}")
_OWN_HOSTS: Final = ("localhost", "127.0.0.1", "[::1]")
_TLS_ARGUMENTS: Final = frozenset({"--insecure", "--no-verify-ssl", "--no-tls-verify", "--noverifyssl"})
# Programs that take host:port too, and whose `--insecure` accepts any certificate. Sources: their manuals.
_VERIFYING: Final = frozenset({"argocd", "helm", "talosctl"})
# Neither an address to listen on nor one of the container itself.
_BARE_ADDRESS: Final = re.compile(
    r"(?:^|[\s=])(?!localhost:|127\.|0\.)[a-zA-Z0-9][\w.-]{0,250}:\d{2,5}(?=\s|$)"
)
_YES: Final = frozenset({"1", "true", "yes", "on"})
_NO: Final = frozenset({"0", "false", "no", "off"})
_SSH_DAEMONS: Final = frozenset({"sshd", "dropbear"})


class EnvCredential(Record, frozen=True):
    """A credential of a file of variables, without its value: where it is, and whether it is trivial.

    `sample`: the file is a sample of the one that is missing.
    """

    file: str
    line: int
    weak: bool
    empty: bool = False
    sample: bool = False


def environment_record(
    name: str, value: str | None, *, origin: str, ref: str = "", users: Collection[str] = ()
) -> dict[str, Any]:
    """One record of the fact `env`.

    `value` is looked at here and goes nowhere; None when the file does not hold it. `origin` is literal,
    secret, config, field, file, interpolated or empty; `ref` names the secret or config and its key. `users`
    are those that other variables of the container name.
    """
    text = value or ""
    if origin == "literal" and is_credential_name(name) and is_file_name(text):
        origin = "file"
    literal = origin == "literal"
    is_file = literal and "\n" in text.strip()  # one that the variable holds
    settings = credentials_in(text) if is_file else ()
    return {
        "name": name,
        "origin": origin,
        "credential": is_credential(name, without_comments(text) if is_file else text) or bool(settings)
        if literal
        else is_credential_name(name) or fills_in_password(text),
        "weak": origin in {"literal", "empty"}
        and value is not None
        and (is_weak_credential(name, text, users) or any(one.weak for one in settings)),
        "debug": literal and is_debug_switch(name, text),
        "ref": ref,
    }


def split_command(command: str) -> list[str]:
    """The words of a shell command; falls back to spaces where the quoting is broken."""
    text = command[:_LONGEST_ARGUMENT]
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()


def program_of(words: Sequence[str]) -> str:
    """The program of a command line: its first word, unless that looks like more than a name."""
    first = words[0].split()[0] if words and words[0].split() else ""
    if "=" in first or is_credential_value(first) or len(first) > 200:
        return ""
    return first


def arguments_of(words: Iterable[str]) -> list[str]:
    """The words of a command line, with shell scripts among them (sh -c "...") taken apart."""
    arguments: list[str] = []
    for word in words:
        arguments.extend(split_command(word) if " " in word.strip() else [word])
    return arguments


def argument_credentials(arguments: Sequence[str]) -> list[str]:
    """Names of the options that carry a literal credential, in order, each once.

    A credential without an option is named by the host of its URL, else "argument 3" by its place; so is an
    option that may be a password itself, as -pPASSWORD.
    """
    found: dict[str, None] = {}
    for index, argument in enumerate(arguments):
        following = arguments[index + 1] if index + 1 < len(arguments) else ""
        name = _credential_option(argument, following)
        if name and not _is_certain(name, argument):
            name = f"{_ARGUMENT} {index + 1}"
        if not name and is_credential_value(argument):
            host = _HOST_OF_LOGIN.match(argument)
            name = f"{_URL_OF} {host[1]}" if host else f"{_ARGUMENT} {index + 1}"
        if name:
            found[name] = None
    return list(found)


def line_of_argument(name: str, words: Iterable[tuple[str, int]]) -> int | None:
    """Return the line of what `argument_credentials` or a program's option names; None where no word has it.

    `words` are those of the command line as the file gives them, each with its line.
    """
    program, _, option = name.rpartition(" ")
    if program == _URL_OF:
        return next((line for text, line in words if f"@{option}" in text), None)
    if program == _ARGUMENT:
        lines = [line for text, line in words for _ in arguments_of([text])]
        return lines[int(option) - 1]
    if not program:
        return next((line for text, line in words if name in text), None)
    return next((line for text, line in words if text.startswith(option) or f" {option}" in text), None)


def login_options(arguments: Iterable[str]) -> list[str]:
    """Names of the options that speak of a login, in order, each once."""
    options = (argument.partition("=")[0] for argument in arguments if argument.startswith("-"))
    return list(dict.fromkeys(option for option in options if is_auth_option(option)))


def insecure_tls_options(arguments: Iterable[str]) -> list[str]:
    """Names of the options that switch certificate verification off, in order, each once."""
    found: dict[str, None] = {}
    words = tuple(arguments)
    program = program_started(words)
    for argument, following in pairwise((*words, *_curl_switches(words), "")):
        option, equals, value = argument.partition("=")
        if option == "--insecure" and (is_served_without_tls(program) or _calls_without_scheme(words)):
            continue
        if _is_tls_switch(option, value.lower()) or _is_switched_off(option, value if equals else following):
            found[option] = None
    return list(found)


def insecure_tls_variables(variables: Iterable[tuple[str, str]]) -> list[str]:
    """Names of the variables that switch certificate verification off, in order, each once."""
    found: dict[str, None] = {}
    for name, value in variables:
        text = value.strip().lower()
        if (text in _NO and _TLS_ON.match(name[:200])) or (text in _YES and _TLS_OFF.search(name[:200])):
            found[name] = None
    return list(found)


def runs_ssh_server(arguments: Iterable[str]) -> bool:
    """Whether a command line starts an SSH daemon."""
    return any(argument.rpartition("/")[2] in _SSH_DAEMONS for argument in arguments)


def has_variable(text: str) -> bool:
    """Whether a text refers to a variable: $X, ${X} or $(X)."""
    return bool(_VARIABLE.search(text))


def _curl_switches(words: Iterable[str]) -> Iterator[str]:
    """The long form of -k of each call of curl that is not one of the container itself."""
    text = " ".join(words)[:_LONGEST_ARGUMENT].replace("\\\n", " ")
    for call in re.split(r"[;|&)\n]+", text):
        _, _, given = call.partition("curl ")
        is_own = any(host in given for host in _OWN_HOSTS)
        if not is_own and any(_CURL_SWITCHES.fullmatch(word) for word in given.split()):
            yield "--insecure"


def _calls_without_scheme(words: Sequence[str]) -> bool:
    """Whether addresses are given as host:port alone, as gRPC takes them: `--insecure` makes that clear text.

    Source: gRPC, "Authentication", insecure channels.
    """
    text = " ".join(words)[:_LONGEST_ARGUMENT]
    started = {word.rpartition("/")[2] for word in words}
    return (
        "https://" not in text and _VERIFYING.isdisjoint(started) and _BARE_ADDRESS.search(text) is not None
    )


def _is_tls_switch(option: str, value: str) -> bool:
    if not option.startswith("-") or len(option) > 200 or value in _NO:
        return False
    return option in _TLS_ARGUMENTS or bool(_TLS_OFF.search(option))


def _is_switched_off(option: str, value: str) -> bool:
    """Whether an option that checks certificates is given as false: --tls-verify=false."""
    is_option = option.startswith("-") and len(option) <= 200 and value.lower() in _NO
    return is_option and _TLS_ON_OPTION.search(option) is not None and not _is_tls_switch(option, "")


def _is_certain(name: str, argument: str) -> bool:
    """Whether an option is certainly a name: -p, --name, -name=value, or one of the names with one hyphen."""
    is_long = name.startswith("-") and not name.startswith("--") and len(name) > 2
    return not is_long or "=" in argument or name[1:].lower() in _SINGLE_HYPHEN


def _credential_option(argument: str, following: str) -> str:
    match = _OPTION.fullmatch(argument[:_LONGEST_ARGUMENT])
    if match is None:
        return ""
    name, value = match[1], match[2]
    takes_next = value is None and (name.startswith("-") or name in _BARE_OPTIONS)
    given = (
        value if value is not None else (following if takes_next and not following.startswith("-") else "")
    )
    if given and not given.strip("'\""):  # an empty text in quotes, which no shell takes off: --token=''
        return ""
    if name in _PASSWORD_SOURCES and _FROM_ELSEWHERE.match(given):
        return ""
    named = name in _BARE_OPTIONS or (is_credential(name, given) and not is_file_name(given))
    return name if named and is_literal(given) and not given.startswith("$") else ""
