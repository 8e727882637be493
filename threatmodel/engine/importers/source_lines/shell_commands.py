"""Commands of Dockerfiles without their arguments: what they do is shown, and no value of theirs."""

from typing import Final

from threatmodel.engine.importers.redaction import REDACTED

# A word counts in its place alone: as an argument of another program it may be a password.
_BEGIN: Final = frozenset(["|", "||", "&", "&&", ";", "(", "{", "`", "then", "do", "else", "!"])
_REDIRECTIONS: Final = frozenset([">", ">>", "<", "2>&1", "\\", ")", "}"])
_PACKAGE_MANAGERS: Final = frozenset(
    [
        "apt",
        "apt-get",
        "apk",
        "yum",
        "dnf",
        "microdnf",
        "tdnf",
        "zypper",
        "pip",
        "pip3",
        "npm",
        "yarn",
        "pnpm",
    ]
)
_PROGRAMS: Final = _PACKAGE_MANAGERS | frozenset(
    [
        *(
            "curl",
            "wget",
            "bash",
            "sh",
            "zsh",
            "ash",
            "dash",
            "sudo",
            "su",
            "python",
            "python3",
            "node",
            "perl",
        ),
        *("tar", "unzip", "gunzip", "gpg", "apt-key", "sha256sum", "chmod", "chown", "chpasswd", "passwd"),
        *("useradd", "adduser", "usermod", "groupadd", "addgroup", "setcap", "mkdir", "cp", "mv", "rm", "ln"),
        *("cat", "echo", "printf", "tee", "sed", "openssl", "ssh-keygen", "keytool", "git", "go", "cargo"),
        *("gem", "bundle", "composer", "mvn", "gradle", "make", "cmake", "set", "cd", "npx", "uv"),
    ]
)
_OPTIONS: Final = frozenset(
    [
        *(
            "-y",
            "--yes",
            "-f",
            "-r",
            "-R",
            "-rf",
            "-q",
            "-qq",
            "-k",
            "-s",
            "-S",
            "-L",
            "-fsSL",
            "-sSL",
            "-fSL",
        ),
        *("-sL", "-LO", "-LsSf", "-o", "-O", "-qO-", "-O-", "-c", "-e", "-ex", "-x", "-xz", "-xzf", "-xvf"),
        *("--insecure", "--no-check-certificate", "--allow-unauthenticated", "--force-yes", "--no-cache"),
        *("--no-cache-dir", "--no-install-recommends", "--trusted-host", "--no-gpg-check", "--nogpgcheck"),
        *("--allow-untrusted", "--recursive", "--upgrade", "-nodes", "-x509"),
    ]
)
_SUBCOMMANDS: Final = frozenset(
    ["install", "update", "upgrade", "add", "del", "remove", "clean", "ci", "run"]
)
_MODES: Final = frozenset(
    ["u+s", "g+s", "+s", "a+w", "o+w", "+x", "a+x", "u+x", "777", "0777", "755", "4755"]
)


def bare_command(text: str) -> str:
    """Return the programs, options and operators of a command; an ellipsis for everything between."""
    shown: list[str] = []
    begins, program = True, ""
    for piece in text.split():
        word = piece.rstrip(";")
        if word in _BEGIN or word in _REDIRECTIONS or not word:
            is_shown, begins = True, begins or word not in _REDIRECTIONS
        elif begins and word in _PROGRAMS:
            is_shown, begins, program = True, word == "sudo", word
        else:
            is_shown, begins = _tells(program, word, shown), False
        if is_shown or shown[-1:] != [REDACTED]:
            shown.append(piece if is_shown else REDACTED)
        begins = begins or piece.endswith(";")
    return " ".join(shown) or REDACTED


def _tells(program: str, word: str, shown: list[str]) -> bool:
    """Whether a word that is no program is an option, subcommand or mode of the program before it."""
    if word in _OPTIONS:
        return True
    if program == "chmod":
        return word in _MODES
    return (
        program in _PACKAGE_MANAGERS
        and word in _SUBCOMMANDS
        and REDACTED not in shown[_last(program, shown) :]
    )


def _last(program: str, shown: list[str]) -> int:
    return len(shown) - 1 - shown[::-1].index(program)
