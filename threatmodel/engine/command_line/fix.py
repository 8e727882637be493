"""`bulkhead fix`: the patch of files that resolves their threats, and what to know before it is applied."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from threatmodel.engine.analysis.rule_evaluation import Threat
from threatmodel.engine.command_line.gated_report import find_policy
from threatmodel.engine.command_line.input_files import InputFiles, UnusableInput, read_inputs
from threatmodel.engine.command_line.messages import print_error, print_fault, print_problems, unusable
from threatmodel.engine.gate.policy import InvalidPolicy
from threatmodel.engine.gate.repository import Repository, find_repository
from threatmodel.engine.importers.limits import InvalidLimit, limits_from
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.model.gc_control import gc_paused
from threatmodel.engine.remediation.patch_formats import FORMS, NOTHING, archive_of, effect_of, patch_of
from threatmodel.engine.remediation.patched_files import search_in_files
from threatmodel.engine.remediation.verified_fixes import Fixes

OK: Final = 0
NOTHING_FIXED: Final = 1
UNUSABLE: Final = 2
_MOST_THREATS: Final = 1_000  # of one patch: it is to be read
ABOUT: Final = "Make a patch that resolves threats, as a diff of the files for git apply."


class InvalidOption(ValueError):
    """An option cannot be used; the message names it and the remedy."""


def main(argv: Sequence[str] | None = None, *, prog: str = "bulkhead fix") -> int:
    """Write the patch to standard output, or to a file, and notes to standard error; return the exit code.

    0: there is a patch, or nothing to fix. 1: there are threats, and no patch for any. 2: options or input
    could not be used.
    """
    options = _parser(prog).parse_args(argv)
    with gc_paused():
        try:
            return _run(options)
        except (UnusableInput, InvalidLimit, InvalidPolicy, InvalidOption) as fault:
            print_fault(fault)
            return UNUSABLE


def _run(options: argparse.Namespace) -> int:
    limits, repository = limits_from(os.environ), find_repository(Path.cwd())
    policy = find_policy(repository, None)
    given = read_inputs(options.paths, limits, excluded=lambda name: policy.excludes(repository.folder, name))
    library = load_library()
    for rule in options.rule or ():
        if library.rule(rule) is None:
            raise InvalidOption(f"--rule {rule}: there is no such rule; docs/rules/README.md lists them")
    search = search_in_files(
        given.files,
        library,
        profiles=frozenset(options.profile or policy.profiles),
        limits=limits,
        quote_credentials=options.quote_credentials,
        form=options.form,
        policies=options.policies,
    )
    problems = (*given.problems, *search.problems)
    print_problems(problems)
    if unusable(given.named, problems):
        return UNUSABLE
    wanted = [one for one in search.analysis.threats if _is_wanted(one, options)]
    if len(wanted) > _MOST_THREATS:
        print_error(f"info: {len(wanted):,} threats; this patch is for the worst {_MOST_THREATS:,}")
    fixes = search.fixes_of(wanted[:_MOST_THREATS])
    _write(fixes, options, repository, given)
    _report(fixes)
    return NOTHING_FIXED if wanted and not fixes.resolved else OK


def _is_wanted(threat: Threat, options: argparse.Namespace) -> bool:
    if options.rule and threat.rule not in options.rule:
        return False
    least = options.severity or ("info" if options.rule else "high")
    return SEVERITIES.index(threat.severity) <= SEVERITIES.index(least)


def _write(fixes: Fixes, options: argparse.Namespace, repository: Repository, given: InputFiles) -> None:
    def path_of(name: str) -> str:
        found = repository.path(name)
        return found.removeprefix("/").replace("<stdin>", "stdin.yaml")

    text = patch_of(fixes, options.form, path_of)
    if options.archive:
        _write_file(options.archive, archive_of(fixes, path_of))
    if options.output in {None, "-"}:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
    elif given.files:
        _write_file(options.output, text.encode())


def _write_file(path: str, content: bytes) -> None:
    try:
        Path(path).write_bytes(content)
    except OSError as fault:
        raise InvalidOption(f"{path}: {fault.strerror or fault}") from fault


def _report(fixes: Fixes) -> None:
    """Say what the patch does, what it may break, and what has none."""
    for note in fixes.notes:
        print_error(f"note: {note}")
    for one in fixes.uncovered:
        print_error(f"remains: {one.severity}: {one.title} [{one.rule}]")
    withheld = {one.fingerprint for one in fixes.withheld}
    for one in fixes.left:
        if one.fingerprint not in withheld:
            print_error(f"no patch: {one.severity}: {one.title} [{one.rule}]")
    if withheld:
        print_error(
            f"no patch: {_threats(len(withheld))} where the diff would quote a credential of your files; "
            "--quote-credentials makes them too"
        )
    print_error(f"This patch {effect_of(fixes)}" if fixes.resolved else NOTHING)


def _threats(count: int) -> str:
    return f"{count} threat" if count == 1 else f"{count} threats"


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=prog, description=ABOUT)
    parser.add_argument("paths", nargs="+", metavar="PATH", help="file or folder; - for standard input")
    parser.add_argument(
        "--rule",
        action="append",
        metavar="ID",
        help="only threats of this rule, of any severity (repeatable)",
    )
    parser.add_argument(
        "--severity", choices=SEVERITIES, help="threats of this severity or higher (default: high)"
    )
    parser.add_argument(
        "--form",
        choices=FORMS,
        default="diff",
        help="diff: of the files; kustomize: strategic merge patches; compose-override: an override file",
    )
    parser.add_argument(
        "--output", metavar="FILE", help="write the patch to this file instead of standard output"
    )
    parser.add_argument(
        "--archive", metavar="FILE", help="also write a ZIP archive with the patch in all forms"
    )
    parser.add_argument(
        "--quote-credentials",
        action="store_true",
        help="make diffs too that quote values of credentials which your files hold",
    )
    parser.add_argument(
        "--policies",
        choices=("kubernetes", "cilium"),
        default="kubernetes",
        help="what new network policies are: NetworkPolicy (the default) or CiliumNetworkPolicy",
    )
    parser.add_argument(
        "--profile",
        action="append",
        metavar="NAME",
        help="a compose profile to enable (repeatable; * for all)",
    )
    return parser
