"""Which files may belong to a compose file, by their names: variables, labels, and settings of proxies."""

import posixpath
import re
from typing import Final

FOLDER: Final = ".envs"
"""The hidden folder in which projects keep files of variables of any name, as .envs/.production/.web."""

_FOLDERS_DEEP: Final = 2  # .envs/.production/.web; deeper lie Python environments that are called so
_IN_FOLDER: Final = re.compile(r"\.?[\w-]{1,80}(?:\.(?:env|local|example|sample|template))?", re.IGNORECASE)
_LABELS: Final = ".labels"
_ENVIRONMENT: Final = re.compile(
    r"[\w.-]{0,80}\.env(?:[._-][\w.-]{1,80})?|env(?:ironment)?(?:\.\w{1,20})?", re.IGNORECASE
)
_NO_ENVIRONMENT: Final = re.compile(
    r"\.(?:[cm]?[jt]sx?|json5?|ya?ml|py|sh|md|html|enc|gpg|age)", re.IGNORECASE
)
_CONFIGURATION: Final = re.compile(
    r"[\w.-]{1,80}\.(?:conf|cfg|ini|properties|toml)(?:[.-](?:template|tmpl|tpl))?"
    r"|(?:[\w.-]{1,80}\.)?Caddyfile(?:\.[\w-]{1,40})?",
    re.IGNORECASE,
)


def is_environment_file(name: str) -> bool:
    """Whether a file of this name holds variables or labels: .env, web.env, .env.production, web.labels.

    So does a sample of one, such as .env.example, and each file of a folder .envs.
    """
    *folders, last = name.replace("\\", "/").split("/")
    return last.endswith(_LABELS) or (
        (
            _ENVIRONMENT.fullmatch(last) is not None
            or (FOLDER in folders[-_FOLDERS_DEEP:] and _IN_FOLDER.fullmatch(last) is not None)
        )
        and _NO_ENVIRONMENT.fullmatch(posixpath.splitext(last)[1]) is None
    )


def is_text_configuration(name: str) -> bool:
    """Whether a file of this name may configure a proxy or the like: nginx.conf, grafana.ini, Caddyfile."""
    return _CONFIGURATION.fullmatch(posixpath.basename(name.replace("\\", "/"))) is not None
