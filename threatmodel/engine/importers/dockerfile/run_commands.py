"""What the RUN steps of a Dockerfile do that matters to whoever runs the image (build_tools.yaml)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from threatmodel.engine.importers.dockerfile.build_tools import (
    DOWNLOADS,
    INSECURE_COMMANDS,
    INSECURE_OPTIONS,
    INSECURE_SETTINGS,
    INTERPRETERS,
    KEY_GENERATORS,
    MANAGERS,
    UNNEEDED,
    PackageManager,
)
from threatmodel.engine.importers.dockerfile.reader import Instruction
from threatmodel.engine.importers.dockerfile.shell import Command, commands
from threatmodel.engine.importers.redacted_names import redacted_name
from threatmodel.engine.importers.redaction import is_credential_value
from threatmodel.engine.model.struct_base import Record

_MOST_COMMANDS: Final = 10_000  # of one step; a real one has a few dozen
_URL: Final = re.compile(r"(?:https?|ftp)://[^\s\"'()|;<>]{1,2000}")
_FETCHED: Final = re.compile(r"(?:\$\(|`)\s*+(?:curl|wget)\b[^)`]{0,2000}")
SETUID_MODE: Final = re.compile(r"0?[2467][0-7]{3}|[ugoa]{0,4}\+[rwxX]{0,4}s[rwxXst]{0,4}")
_KEY: Final = re.compile(
    r"(?i)key|\.pem|\.p12|\.jks|id_(?:rsa|dsa|ecdsa|ed25519)|ssh_host|/\.?(?:ssh|certs?|ssl|tls)\b"
)
_PACKAGE: Final = re.compile(r"(?:@[\w.-]{1,100}/)?[A-Za-z0-9][\w.+~:/@=<>-]{0,200}")


class StepFinding(Record, frozen=True):
    """Something a step does, in a few words, and the line it is on."""

    what: str
    line: int


class Step:
    """One RUN with its commands."""

    def __init__(self, instruction: Instruction) -> None:
        self.instruction = instruction
        listed = instruction.listed()
        if listed is not None:
            shell = len(listed) > 2 and listed[0].rpartition("/")[2] in INTERPRETERS and listed[1] == "-c"
            found = commands(listed[2]) if shell else iter((Command(listed, 0),) if listed else ())
        else:
            found = commands(instruction.text + instruction.script)
        self.commands = tuple(islice(found, _MOST_COMMANDS))

    def line(self, command: Command) -> int:
        """The line a command begins on."""
        return self.instruction.line_at(command.place)

    # --- packages ---------------------------------------------------------------------------------

    def installed(self) -> Iterator[tuple[str, bool, Command]]:
        """Each package that is installed by name, whether a version is given, and the command."""
        for command, manager in self._managed():
            words = _after(command, manager.install)
            if words is None or any(
                option.partition("=")[0] in manager.unnamed for option in command.options
            ):
                continue
            for package in _packages(words, manager):
                pinned = bool(manager.pin) and re.search(manager.pin, package) is not None
                yield package, pinned or package in manager.own, command

    def unneeded_tools(self) -> Iterator[StepFinding]:
        """Packages that a running program rarely needs, unless the same step removes them."""
        removed = {word for command in self.commands if _removes(command) for word in command.arguments}
        for package, _, command in self.installed():
            name = re.split(r"[=<>~@:]", package, maxsplit=1)[0]
            if name in UNNEEDED and name not in removed:
                yield StepFinding(name, self.line(command))

    def unsigned(self) -> Iterator[StepFinding]:
        """Options that accept packages without a signature."""
        for command, manager in self._managed():
            for option in command.options:
                if option.partition("=")[0] in manager.unsigned:
                    yield StepFinding(f"{manager.name} {option}", self.line(command))
        place = (self.instruction.text + self.instruction.script).find("[trusted=yes]")
        if place >= 0:
            yield StepFinding("apt source [trusted=yes]", self.instruction.line_at(place))

    def unconfirmed(self) -> Iterator[StepFinding]:
        """Installations that ask before they begin, and stop where nobody answers."""
        for command, manager in self._managed():
            if not manager.confirmed or _after(command, manager.install) is None or command.after == "|":
                continue
            given = (*command.options, *command.program)
            if not any(_is_option(word, option) for word in given for option in manager.confirmed):
                words = f"{command.name} {manager.install[0]} asks for confirmation, which stops the build"
                yield StepFinding(words, self.line(command))

    def stale_update(self) -> StepFinding | None:
        """Package lists refreshed without anything installed from them, or everything upgraded."""
        managed = list(self._managed())
        upgrade = next((c for c, m in managed if _after(c, m.upgrade) is not None), None)
        if upgrade is not None:
            return StepFinding(f"{upgrade.name} upgrades everything", self.line(upgrade))
        update = next((c for c, m in managed if _after(c, m.update) is not None), None)
        installs = any(_after(command, manager.install) is not None for command, manager in managed)
        if update is None or installs:
            return None
        return StepFinding(f"{update.name} refreshes package lists in a separate layer", self.line(update))

    def cache_left(self) -> StepFinding | None:
        """A package manager whose lists or downloads stay in the layer."""
        mounted = [
            value for name, value in self.instruction.flags if name == "mount" and "type=cache" in value
        ]
        for command, manager in self._managed():
            if not manager.cache or _after(command, manager.install) is None:
                continue
            kept = not set(manager.uncached) & {*command.options} and not self._emptied(manager)
            if kept and not any(folder in mount for mount in mounted for folder in manager.cache):
                return StepFinding(manager.name, self.line(command))
        return None

    def _emptied(self, manager: PackageManager) -> bool:
        names = {known.name for known in MANAGERS.values() if known.cache == manager.cache}
        for command in self.commands:
            text = " ".join(command.arguments)
            if command.name in names and text.startswith(manager.clean or ("\0",)):
                return True
            if command.name == "rm" and any(text.find(folder) >= 0 for folder in manager.cache):
                return True
        return False

    def _managed(self) -> Iterator[tuple[Command, PackageManager]]:
        for command in self.commands:
            if manager := MANAGERS.get(command.name):
                yield command, manager
            elif command.name.startswith("python") and command.program[1:3] == ("-m", "pip"):
                yield (
                    Command(("pip", *command.program[3:]), command.place, command.after),
                    MANAGERS["pip"],
                )

    # --- downloads --------------------------------------------------------------------------------

    def piped_downloads(self) -> Iterator[StepFinding]:
        """Hosts whose scripts are run as they arrive."""
        fetching: Command | None = None
        for command in self.commands:
            joined = command.after in {"|", "|&"}
            if joined and fetching is not None and command.name in INTERPRETERS:
                yield StepFinding(_host(fetching.words), self.line(fetching))
            if command.after == "<(" and command.name in DOWNLOADS:
                yield StepFinding(_host(command.words), self.line(command))
            if command.name in DOWNLOADS:
                fetching = command
            elif not joined:
                fetching = None
            if command.name in {*INTERPRETERS, "eval", "source", "."}:
                for word in command.words:
                    if fetched := _FETCHED.search(word):
                        yield StepFinding(_host([fetched[0]]), self.line(command))

    def insecure_tls(self) -> Iterator[StepFinding]:
        """Options and settings that switch certificate checks off."""
        for command in self.commands:
            program = command.program
            options = [*INSECURE_OPTIONS.get(command.name, ())]
            for option in DOWNLOADS.get(command.name, ()):
                if any(_is_option(word, option) for word in program[1:]):
                    yield StepFinding(f"{command.name} {option}", self.line(command))
                    break
            for word in program[1:]:
                if word in options or word.partition("=")[0] in options:
                    yield StepFinding(f"{command.name} {word.partition('=')[0]}", self.line(command))
            for known in INSECURE_COMMANDS:
                if tuple(program[: len(known)]) == known:
                    yield StepFinding(" ".join(known), self.line(command))
            for word in _settings(command):
                yield StepFinding(word, self.line(command))

    def credentials(self) -> Iterator[StepFinding]:
        """Commands that hold a credential by themselves: a URL with a password, a token of a known form.

        Options and variables do not count: SECRET_KEY=dummy only lets a tool start.
        """
        for command in self.commands:
            if any(is_credential_value(word) for word in command.words):
                yield StepFinding(f"RUN {redacted_name(command.name)[:120]}", self.line(command))

    def generated_keys(self) -> Iterator[StepFinding]:
        """Programs that make a private key, unless the same step deletes one."""
        if any(_deletes_key(command) for command in self.commands):
            return
        for command in self.commands:
            known = KEY_GENERATORS.get(command.name)
            if known is None or not {*known.unless}.isdisjoint(command.program):
                continue
            told = next((word for word in known.told if word in command.program), "")
            if told or not known.told:
                yield StepFinding(f"{command.name} {told}".strip(), self.line(command))

    # --- privileges -------------------------------------------------------------------------------

    def passwords(self) -> Iterator[StepFinding]:
        """Commands that set the password of a user."""
        for command in self.commands:
            crypted = command.name in {"useradd", "usermod"} and {"-p", "--password"} & {*command.options}
            typed = command.name == "passwd" and ("--stdin" in command.options or command.after == "|")
            if command.name == "chpasswd" or crypted or typed:
                yield StepFinding(command.name, self.line(command))

    def setuid_files(self) -> Iterator[StepFinding]:
        """Files that get the setuid or setgid bit."""
        for command in self.commands:
            words = command.arguments
            if command.name == "chmod" and words and SETUID_MODE.fullmatch(words[0]):
                yield from (StepFinding(path[:200], self.line(command)) for path in words[1:])

    def sudo(self) -> Iterator[StepFinding]:
        """Commands run through sudo."""
        for command in self.commands:
            if command.words[0].rpartition("/")[2] == "sudo":
                yield StepFinding("sudo", self.line(command))


def is_insecure_setting(name: str, value: str) -> bool:
    """Whether a variable of this value switches certificate checks off."""
    return value.strip().lower() in INSECURE_SETTINGS.get(name, ())


def _settings(command: Command) -> Iterator[str]:
    if command.name == "export":
        for word in command.arguments:
            name, equals, value = word.partition("=")
            if equals and is_insecure_setting(name, value):
                yield name


def _after(command: Command, rows: Iterable[str]) -> Sequence[str] | None:
    """The words after the row of words that names what the command does; None when it does none of them."""
    plain = [word for word in command.program[1:] if not word.startswith("-")]
    for row in rows:
        wanted = row.split()
        if plain[: len(wanted)] == wanted:
            last = command.program.index(wanted[-1])
            return command.program[last + 1 :]
    return None


def _packages(words: Sequence[str], manager: PackageManager) -> Iterator[str]:
    skip = False
    for word in words:
        if skip or word.startswith("-"):
            skip = not skip and word in manager.valued
        elif _PACKAGE.fullmatch(word):
            yield word


def _deletes_key(command: Command) -> bool:
    return command.name in {"rm", "shred"} and any(_KEY.search(word) for word in command.arguments)


def _removes(command: Command) -> bool:
    return command.name in MANAGERS and bool({"remove", "purge", "del", "erase"} & {*command.arguments[:1]})


def _is_option(word: str, option: str) -> bool:
    if option.startswith("--") or len(option) != 2:
        return word == option
    return word.startswith("-") and not word.startswith("--") and option[1] in word[1:] and word[1:].isalpha()


def _host(words: Iterable[str]) -> str:
    """The host of the first address among the words."""
    for word in words:
        if match := _URL.search(word):
            try:
                return urlsplit(match[0]).hostname or "an unknown host"
            except ValueError:
                break
    return "an unknown host"
