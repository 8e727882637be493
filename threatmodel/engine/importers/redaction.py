"""What looks like a credential: importers check here before anything of a text may enter the model.

Values are looked at and dropped; only booleans and names go on. A wrong yes costs a reviewer a glance, a
wrong no leaks a password, so doubtful cases count as credentials.
"""

import re
from collections.abc import Collection, Iterable
from itertools import pairwise
from typing import Final

from threatmodel.engine.importers.credential_words import CREDENTIAL_WORDS
from threatmodel.engine.importers.trivial_values import LONGEST_TRIVIAL, TO_BE_CHANGED, is_trivial
from threatmodel.engine.model.short_text_cache import kept_for_short_texts

_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SEPARATORS: Final = re.compile(r"[^A-Za-z0-9]+")
_LONGEST_NAME: Final = 256
_LONGEST_VALUE: Final = 8192  # what is longer is a document; its first part suffices


_CREDENTIAL_WORDS: Final = frozenset(CREDENTIAL_WORDS.credential_words.split())
_KEY_KINDS: Final = frozenset(CREDENTIAL_WORDS.key_kinds.split())
_PASSWORD_WORDS: Final = frozenset(CREDENTIAL_WORDS.password_words.split())
_OTHERS_WORDS: Final = frozenset(CREDENTIAL_WORDS.others_words.split())
_ABOUT_ENDS: Final = frozenset(CREDENTIAL_WORDS.about_ends.split())
_CREDENTIAL_ENDS: Final = frozenset(tuple(words.split()) for words in CREDENTIAL_WORDS.credential_ends)
_ABOUT_WORDS: Final = frozenset(CREDENTIAL_WORDS.about_words.split())
_OTHER_MEANINGS: Final = frozenset(tuple(words.split()) for words in CREDENTIAL_WORDS.other_meanings)
_LIST_WORDS: Final = frozenset(CREDENTIAL_WORDS.list_words.split())
_USER_WORDS: Final = frozenset(CREDENTIAL_WORDS.user_words.split())
_ISSUER_WORDS: Final = frozenset(CREDENTIAL_WORDS.issuer_words.split())
_URL_WORDS: Final = frozenset({"url", "uri", "dsn"})
_USERS: Final = "users"
_PASSWORD_FILES: Final = frozenset({"basicauth", "htpasswd"})  # whose users are listed with their passwords
# In names of keys that a program uses itself, whatever else the name speaks of.
_OWN_KEYS: Final = frozenset({"jwt", "session", "signing", "cookie", "encryption", "hmac", "salt"})

# Each with a text that is in whatever it matches: looking for that first takes a tenth of the time, and few
# of the patterns are ever compiled.
_CREDENTIAL_VALUES: Final = (
    ("PRIVATE KEY", r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----"),
    ("IA", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    ("gh", r"\bgh[pousr]_[A-Za-z0-9]{20,}"),
    ("github_pat_", r"\bgithub_pat_[A-Za-z0-9_]{20,}"),
    ("glpat-", r"\bglpat-[A-Za-z0-9_-]{16,}"),
    ("xox", r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    ("k_", r"\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}"),
    ("sk-", r"\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,}"),
    ("AIza", r"\bAIza[0-9A-Za-z_-]{30,}"),
    ("npm_", r"\bnpm_[A-Za-z0-9]{30,}"),
    ("dckr_pat_", r"\bdckr_pat_[A-Za-z0-9_-]{20,}"),
    ("SG.", r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"),
    ("hvs.", r"\bhvs\.[A-Za-z0-9_-]{20,}"),
    ("eyJ", r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\."),
    ("$", r"\$(?:2[abxy]?|apr1|1|5|6|argon2id?)\$[^\s]{8,}"),
    ("/", r"(?i)hooks\.slack\.com/services/[A-Z0-9]+/[A-Z0-9]+/"),
)
_ASSIGNED_VALUE: Final = (
    "=",
    # In a program, none is empty or computed: password = None, password = os.environ["PASSWORD"].
    (
        r"(?i)\b(?:password|passwd|pwd|(?:account|secret|api)_?key|client_?secret)\s{0,3}="
        r"(?!\s{0,3}(?:none|null|nil|undefined|true|false|unset)(?:[\s;,)]|$))"
        r"(?!\s{1,3}(?:[a-z_][\w.]{0,80}[\[(]|(?:self|env|settings)\.)|\s{0,3}(?:os|process)\.(?:get)?env)"
        r"\s{0,3}[^\s;&,$<{(*]{3,}"
    ),
)
# scheme://user:password@host, and the same without a scheme as some drivers take it; image:tag@digest is none
_USERINFO: Final = re.compile(
    r"(?:\b[A-Za-z][\w.+-]{0,30}://|^)([^\s/@:?#]{0,100}):([^\s/@]{1,200})@(?!sha(?:256|512):[0-9a-f]{32})[\w.\[$-]"
)
# The part before the @ of an address, a password with an unescaped slash or @ in it too.
_BEFORE_HOST: Final = re.compile(
    r"\b([A-Za-z][\w+-]{0,30}://)([^\s/@]{1,300}@|[^\s/@:]{0,100}:[^\s@]{1,200}@)+"
)
_FILLED_IN: Final = re.compile(r"://[^\s/@:?#]{0,100}:\$[({]?[A-Za-z_][^\s/@]{0,200}@")
_URL: Final = re.compile(r"\b([A-Za-z][\w+.-]{0,30}://)([^\s/?#'\"<>`]{0,300})([^\s'\"<>`]{0,4000})")
_REVISION: Final = re.compile(r"(?:^|&)ref=([^&]{1,200})")  # all that is kept of a query: it names a version
REDACTED: Final = "…"
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_PIECE: Final = re.compile(r"[A-Za-z0-9]+")
# Where a letter and a digit meet, or a capital follows a small letter: often in what a machine made up.
_TURN: Final = re.compile(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])")
_TURNS_LEAST: Final = 3
_TURNS_SHARE: Final = 0.25
_RANDOM_LENGTH: Final = 32
_PLACEHOLDER: Final = re.compile(
    r"^(?:\$\{?[A-Za-z_][\w.:?+-]{0,200}\}?|\$\([A-Za-z_]\w{0,200}\)|<[^<>]{1,80}>|\{\{[^{}]{1,80}\}\})$"
)

# The DSN of Sentry and of what speaks its protocol: its key only lets send events, and is in every page that
# reports any (Sentry, Data Source Name). The older form with a secret, key:secret@, does not match.
_EVENT_DSN: Final = re.compile(
    r"https?://[0-9a-fA-F]{16,64}@[\w.-]{1,253}(?::\d{1,5})?/(?:[\w-]{1,60}/){0,5}\d{1,20}/?"
)
_VARIABLE: Final = re.compile(r"[A-Z]{2,20}(?:_[A-Z]{2,20}){1,6}")  # letters alone: no key is made so
# Keys that check signatures, themselves or by the address of a key set, and tokens made for web pages.
# Sources: RFC 7468; Hasura, "JWT authentication"; Mapbox, "Access tokens"; Stripe, "API keys".
_PUBLIC: Final = re.compile(
    r"-----BEGIN (?:RSA |EC )?(?:PUBLIC KEY|CERTIFICATE)-----|pk\.eyJ|pk_(?:live|test)_"
)
_KEY_SET_URL: Final = re.compile(r"[\"'](?:jwk_url|jwks_url|jwks_uri)[\"']\s{0,9}:")
_KEY_IN_SETTINGS: Final = re.compile(
    r"[\"']key[\"']\s{0,9}:\s{0,9}[\"'](-----BEGIN (?:PUBLIC KEY|CERTIFICATE)-----)?"
)
_SECRET_OF_KEY_SET: Final = re.compile(r"[\"'](?:d|k)[\"']\s{0,9}:")  # RFC 7518, sections 6.3.2 and 6.4.1
_CROSSED_OUT: Final = re.compile(r"\s{0,9}[xX]{3,100}\s{0,9}")
# In names of tokens that whoever starts a program makes up, who then may do all with it.
_OWN_TOKENS: Final = frozenset(
    {"admin", "root", "master", "init", "bootstrap", "join", "cluster", "k3", "rke2", "jupyter", "notebook"}
)  # K3S_TOKEN: k3, s, token
_SWITCHES: Final = frozenset(
    {"true", "false", "yes", "no", "on", "off", "none", "null", "invalid", "disabled", "unset"}
)
# What is given where a key has to be and none is checked: sk-none, sk-no-key-required, not-needed; or where
# users bring their own: user_provided (LibreChat).
_NOT_CHECKED: Final = re.compile(
    r"user[-_ ]provided"
    r"|(?:sk-)?(?:not?[-_ ]?(?:needed|used|required|necessary)|unused|ignored"
    r"|no[-_]?(?:api[-_]?)?(?:key|auth)"
    r"(?:[-_]?(?:needed|required))?)|sk-(?:none|null|empty)"
)
_FILE_NAME: Final = re.compile(
    r"^(?:/(?:[\w.@-]{1,100}/){0,20}[\w.@-]{1,100}|(?:[\w.@-]{1,100}/){0,20}[\w.@-]{1,100}\.(?:key|pem|crt|cer|p12|pfx|jks|json|txt))$"
)
_FALSE_WORDS: Final = frozenset({"", "0", "false", "no", "off", "n", "f", "none", "null", "disabled"})
_ALLOWS_EMPTY: Final = re.compile(
    r"(?i)^(?:ALLOW_EMPTY_PASSWORD|\w{0,60}_ALLOW_EMPTY(?:_ROOT)?_PASSWORD|ALLOW_ANONYMOUS_LOGIN|ALLOW_PLAINTEXT_LISTENER"
    r"|\w{0,60}_ALLOW_ANONYMOUS(?:_LOGIN)?|\w{0,60}_?DISABLE_AUTH(?:ENTICATION)?|GF_AUTH_ANONYMOUS_ENABLED)$"
)
_DISABLED_SECURITY: Final = frozenset(
    {"xpack.security.enabled", "xpack_security_enabled", "elastic_security"}
)


@kept_for_short_texts  # the same names come again and again; values are never kept like this
def is_credential_name(name: str) -> bool:
    """Whether a variable, key or option of this name holds a password, token or key.

    Names that are only about one do not count: PASSWORD_FILE, TOKEN_URL, ALLOW_EMPTY_PASSWORD, PUBLIC_KEY.
    """
    words = _words(name)
    if not words or _ABOUT_WORDS & set(words):
        return False
    if tuple(words[-3:]) in _CREDENTIAL_ENDS or tuple(words[-2:]) in _CREDENTIAL_ENDS:
        return True
    if words[-1] in _ABOUT_ENDS and not (words[-1] == _USERS and _PASSWORD_FILES & set(words)):
        return False
    if not _OTHER_MEANINGS.isdisjoint(pairwise(words)):
        return False
    if _CREDENTIAL_WORDS & set(words):
        return True
    compact = "".join(words)
    if compact.endswith(
        ("password", "passwd", "apikey", "secretkey", "accesskey", "privatekey", "authtoken")
    ):
        return True
    return any(last == "key" and kind in _KEY_KINDS for kind, last in pairwise(words))


def is_credential(name: str, value: str) -> bool:
    """Whether a literal value of this name is a credential, as far as it looks like one.

    A switch (`false`), what is given where no key is checked (`not-needed`), an address without a login
    (`SENTRY_DSN=0`) or with the public key of a Sentry project, a public key, and what a plural names
    (`secrets`, `credentials`: often a list of where they are) are none unless the value itself is one.
    """
    if is_credential_value(value):
        return True
    if not is_credential_name(name) or _stands_for_none(name, value.strip().lower()):
        return False
    text = value.strip()[:_LONGEST_VALUE]
    if _EVENT_DSN.fullmatch(text) or _is_public(text):
        return False
    if _is_crossed_out(value) and is_unissued_key(name, value):
        return False
    last = _words(name)[-1]
    return last not in _LIST_WORDS and (last not in _URL_WORDS or "@" in value)


def is_credential_value(value: str) -> bool:
    """Whether a text carries a credential whatever its name: a key, a known token, a URL with a password."""
    text = value[:_LONGEST_VALUE]
    if holds_issued_key(text):
        return True
    needle, pattern = _ASSIGNED_VALUE
    return (needle in text and re.search(pattern, text) is not None) or url_password(text) is not None


def holds_issued_key(value: str) -> bool:
    """Whether a text carries a key, token or hash of a known form; examples in comments are rarely so."""
    text = value[:_LONGEST_VALUE]
    return any(needle in text and re.search(pattern, text) for needle, pattern in _CREDENTIAL_VALUES)


def is_file_name(value: str) -> bool:
    """Whether a value names a file rather than being a credential itself."""
    return bool(_FILE_NAME.match(value[:_LONGEST_VALUE]))


def is_literal(value: str) -> bool:
    """Whether a value is literal: it is neither empty nor only a reference to a variable."""
    return bool(value) and not _PLACEHOLDER.match(value[:_LONGEST_VALUE])


def is_unissued_key(name: str, value: str) -> bool:
    """Whether a value stands for a key that others have to issue: `github_token: replace-with-token`.

    So does any token that is crossed out, TOKEN=XXXX. Passwords, keys that a program makes for itself and
    tokens of its administrators work as they are: SPLUNK_PASSWORD=changeme, ADMIN_TOKEN=XXXX.
    """
    text = value.strip().lower()[:LONGEST_TRIVIAL]
    crossed_out = _is_crossed_out(text)
    if not crossed_out and TO_BE_CHANGED.match(text) is None:  # nearly always
        return False
    words = set(_words(name))
    of_others = crossed_out and _words(name)[-1:] == ["token"] and words.isdisjoint(_OWN_TOKENS)
    issued = not _ISSUER_WORDS.isdisjoint(words) or of_others
    return issued and words.isdisjoint(_PASSWORD_WORDS | _OWN_KEYS)


def is_name_of_key(name: str, value: str) -> bool:
    """Whether a value is the name of the variable that is to be put there: `apiKey: GITHUB_ACCESS_TOKEN`.

    Of keys that others issue, as either name says; the name of a password works as a password.
    """
    text = value.strip()[:LONGEST_TRIVIAL]
    if _VARIABLE.fullmatch(text) is None or not is_credential_name(text):
        return False
    words = {*_words(name), *_words(text)}
    return not _ISSUER_WORDS.isdisjoint(words) and words.isdisjoint(_PASSWORD_WORDS | _OWN_KEYS)


def fills_in_password(value: str) -> bool:
    """Whether a variable becomes the password of a URL: scheme://user:${PASSWORD}@host."""
    return "@" in value and _FILLED_IN.search(value[:_LONGEST_VALUE]) is not None


def is_weak_credential(name: str, value: str, users: Collection[str] = ()) -> bool:
    """Whether a value is an empty, trivial or vendor-default credential, or switches authentication off.

    So is one that equals one of the `users` who log in with it.
    """
    switch = _switched_by(name)
    if switch:
        text = value.strip().lower()
        return text not in _FALSE_WORDS if switch == "callers without credentials" else text == switch
    if not value.strip():
        return _lets_in_when_empty(name) and is_credential_name(name)
    if not is_credential(name, value):
        return False
    login = _url_login(value[:_LONGEST_VALUE])
    if login is not None:
        user, password = login
        return is_trivial(password) or (bool(user) and password.lower() == user.lower())
    if is_unissued_key(name, value):
        return False
    return (is_literal(value.strip()) and is_trivial(value)) or (
        value.strip().lower() in users and _is_password(name)
    )


def users_of(variables: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The names of users that variables or keys give, in lower case."""
    return frozenset(
        [value.strip().lower() for name, value in variables if _names_user(name) and value.strip()]
    )


def redacted(text: str) -> str:
    """The text with its URLs as they may be kept: without login, query and secrets in the path."""
    if "://" not in text:
        return text
    return _URL.sub(_redacted_url, _BEFORE_HOST.sub(r"\1", text) if "@" in text else text)


def redacted_path(path: str) -> str:
    """The path with … for each part that looks like a token, or follows a part that announces one."""
    parts = path.split("/")
    before = ["", *parts]
    return "/".join(
        REDACTED if part and (is_credential_name(announced) or _looks_random(part)) else part
        for announced, part in zip(before, parts, strict=False)
    )


def url_password(text: str) -> str | None:
    """The password in scheme://user:password@host, when it is there and is no variable; for checks only."""
    login = _url_login(text)
    return login[1] if login else None


def _url_login(text: str) -> tuple[str, str] | None:
    match = _USERINFO.search(text) if "@" in text else None
    return (match[1], match[2]) if match and is_literal(match[2]) else None


def _stands_for_none(name: str, value: str) -> bool:
    """Whether a value in lower case is given in place of a credential that nothing asks for.

    Of keys and tokens alone: as the password of an account, such a word is the password.
    """
    if value in _SWITCHES:
        return True
    return not _is_password(name) and _NOT_CHECKED.fullmatch(value[:LONGEST_TRIVIAL]) is not None


def _is_public(value: str) -> bool:
    """Whether a value is a public key or token, or settings of a verifier that hold nothing else."""
    if not value.startswith("{"):
        return _PUBLIC.match(value) is not None
    if "kty" in value:
        return _SECRET_OF_KEY_SET.search(value) is None
    keys = _KEY_IN_SETTINGS.findall(value)
    return all(keys) if keys else _KEY_SET_URL.search(value) is not None


def _is_crossed_out(value: str) -> bool:
    """Whether a value is a row of x: XXXX."""
    return _CROSSED_OUT.fullmatch(value) is not None


@kept_for_short_texts
def _names_user(name: str) -> bool:
    words = _words(name)
    return bool(words) and words[-1] in _USER_WORDS


@kept_for_short_texts
def _is_password(name: str) -> bool:
    return not _PASSWORD_WORDS.isdisjoint(_words(name))


@kept_for_short_texts
def _lets_in_when_empty(name: str) -> bool:
    """Whether an empty value lets every caller in; an empty key of another service is only unset."""
    words = set(_words(name))
    return not _PASSWORD_WORDS.isdisjoint(words) and _OTHERS_WORDS.isdisjoint(words)


@kept_for_short_texts
def _switched_by(name: str) -> str:
    """What a variable of this name admits, or the text by which it switches authentication off, if any."""
    if _ALLOWS_EMPTY.match(name[:_LONGEST_NAME]):
        return "callers without credentials"
    if name.lower() in _DISABLED_SECURITY:
        return "false"
    return "trust" if name.upper() == "POSTGRES_HOST_AUTH_METHOD" else ""


def _redacted_url(match: re.Match[str]) -> str:
    scheme, host, rest = match.groups()
    address, mark, fragment = rest.partition("#")
    path, _mark, query = address.partition("?")
    revision = _REVISION.search(query)
    kept = f"?ref={redacted_path(revision[1])}" if revision else ""
    return f"{scheme}{host}{redacted_path(path)}{kept}{mark}{redacted_path(fragment)}"


def _looks_random(part: str) -> bool:
    """Whether a part of a path is rather made up by a machine than a word, a version or a name of them."""
    if is_credential_value(part) or _UUID.search(part):
        return True
    pieces = _PIECE.findall(part)
    return _turns_often("".join(pieces), least=16) or any(
        len(piece) >= _RANDOM_LENGTH or _turns_often(piece, least=6) for piece in pieces
    )


def _turns_often(text: str, *, least: int) -> bool:
    turns = len(_TURN.findall(text))
    return len(text) >= least and turns >= _TURNS_LEAST and turns >= _TURNS_SHARE * len(text)


def _words(name: str) -> list[str]:
    parts = _SEPARATORS.split(_CAMEL.sub(" ", name[:_LONGEST_NAME]))
    return [part.lower() for part in parts if part]
