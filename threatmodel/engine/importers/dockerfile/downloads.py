"""What RUN steps download and nothing of the build verifies (build_tools.yaml)."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from threatmodel.engine.importers.dockerfile.build_tools import (
    DOWNLOADS,
    KEPT_BY,
    MANAGERS,
    UNPACKERS,
    VERIFIERS,
)
from threatmodel.engine.importers.dockerfile.run_commands import Step, StepFinding
from threatmodel.engine.importers.dockerfile.shell import Command
from threatmodel.engine.importers.redaction import redacted

_ADDRESS: Final = re.compile(r"(?:https?|ftp)://[^\s\"'<>]{1,2000}")
_ADDRESS_LENGTH: Final = 300
# Keys, signatures and checksums: what a download is verified with.
_TO_VERIFY_WITH: Final = re.compile(
    r"(?i)\.(?:asc|gpg|key|pub|sig|sha\d{1,3}(?:sums?)?|md5)$|/(?:gpg|sha\d{3}sums|keys)\b"
)
_PACKAGE_WITH_HASH: Final = re.compile(r"#(?:sha256|sha384|sha512)=")
_PIPES: Final = frozenset({"|", "|&"})


def unverified_downloads(steps: Sequence[Step]) -> Iterator[StepFinding]:
    """Yield the addresses, without credentials, of what is kept or installed as it comes.

    A checksum or signature that the same step or a later one verifies counts for all of its downloads.
    Scripts that are run as they arrive are not among these: see `Step.piped_downloads`.
    """
    last_check = max((n for n, step in enumerate(steps) if _verifies(step)), default=-1)
    for step in steps[last_check + 1 :]:
        for command, following in pairwise((*step.commands, None)):
            if command is None:
                continue
            if command.name in DOWNLOADS:
                addresses = _addresses(command) if _is_kept(command, following) else ()
            else:
                addresses = _installed(command)
            for address in addresses:
                if not _TO_VERIFY_WITH.search(address.partition("?")[0]):
                    yield StepFinding(redacted(address)[:_ADDRESS_LENGTH], step.line(command))


def _verifies(step: Step) -> bool:
    for command in step.commands:
        options = VERIFIERS.get(command.name)
        if options is not None and (not options or not options.isdisjoint(command.program)):
            return True
    return False


def _is_kept(command: Command, following: Command | None) -> bool:
    """Whether a download becomes a file: by an option, as always with wget, or unpacked by the next."""
    if "/dev/null" in command.program:
        return False
    if following is not None and following.after in _PIPES:
        return following.name in UNPACKERS
    options = KEPT_BY[command.name]
    return command.to_file or not options or any(_has(word, options) for word in command.options)


def _has(word: str, options: frozenset[str]) -> bool:
    """Whether a word is one of the options, or letters of several: -fsSLo."""
    if word.startswith("--"):
        return word.partition("=")[0] in options
    return any(len(one) == 2 and one[1] in word[1:] for one in options)


def _addresses(command: Command) -> Iterator[str]:
    for word in command.program[1:]:
        if match := _ADDRESS.match(word):
            yield match[0]


def _installed(command: Command) -> Iterator[str]:
    """Packages that a package manager installs from an address, without a hash in it."""
    manager = MANAGERS.get(command.name)
    if manager is None or not any(row.split()[0] in command.program for row in manager.install):
        return
    for word in command.arguments:
        if word.startswith(("http://", "https://")) and not _PACKAGE_WITH_HASH.search(word):
            yield word
