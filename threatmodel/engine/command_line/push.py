"""`bulkhead push`: import files into a model on a server, and decide whether a pipeline may go on."""

import argparse
import os
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import orjson

from threatmodel.engine.command_line.gated_report import find_policy
from threatmodel.engine.command_line.input_files import InputFiles, UnusableInput, read_inputs
from threatmodel.engine.command_line.mapping_file import read_mapping_file
from threatmodel.engine.command_line.messages import print_error, print_fault, print_problems, unusable
from threatmodel.engine.command_line.push_verdict import PushVerdict, push_verdict
from threatmodel.engine.command_line.server_client import (
    SERVER,
    TOKEN,
    Server,
    model_id,
    other_answer,
    server_named,
)
from threatmodel.engine.command_line.server_fault import ServerFault
from threatmodel.engine.gate.failure_thresholds import BARS, NONE, parse_bars
from threatmodel.engine.gate.policy import InvalidPolicy, Policy
from threatmodel.engine.gate.repository import Repository, find_repository
from threatmodel.engine.importers import TextFile
from threatmodel.engine.importers.import_problems import Problem
from threatmodel.engine.importers.limits import InputLimits, InvalidLimit, limits_from, megabytes
from threatmodel.engine.importers.table_mapping import MOST_TABLES, InvalidMapping
from threatmodel.engine.model.name_validation import visible_name

OK: Final = 0
FAILED: Final = 1
UNUSABLE: Final = 2
_POLL_S: Final = 0.5
_POLL_MOST_S: Final = 5.0
_TIMEOUT_S: Final = 600
_FAULTS: Final = (UnusableInput, ServerFault, InvalidLimit, InvalidPolicy, InvalidMapping)


def main(argv: Sequence[str] | None = None, *, prog: str = "bulkhead push") -> int:
    """Send the named files, wait for their import, print what it changed, and return the exit code.

    0: the gate is passed, or there is none. 1: it failed. 2: options, files or server could not be used, or a
    file that was named by itself could not be read.
    """
    options = _parser(prog).parse_args(argv)
    try:
        return _run(options, wait=time.sleep)
    except _FAULTS as fault:
        print_fault(fault)
        return UNUSABLE


def _run(options: argparse.Namespace, *, wait: Callable[[float], None]) -> int:
    key, server = model_id(options.model), server_named(options.server, os.environ)
    repository = find_repository(Path.cwd())
    policy = find_policy(repository, options.policy)
    mappings = _mappings(options.mapping or ())
    files, named = _files(options.paths, policy, repository, under=options.folder)
    fields = [
        *(("paths", file.name) for file in files),
        ("scope", options.scope),
        *(("profiles", name) for name in options.profile or policy.profiles),
        *mappings,
    ]
    sent = server.post_files(f"/api/models/{key}/imports/", files, fields, key=uuid.uuid4().hex)
    try:
        job = _finished(server, sent["job"], timeout_s=options.timeout, wait=wait)
        problems, state, link = (
            list(_problems(job)),
            job["state"],
            f"{server.url}/m/{key}/imports/{job['id']}",
        )
        message = job["message"]
    except (KeyError, TypeError):
        raise other_answer(server.url) from None
    print_problems(problems)
    if state != "succeeded":
        what = "was canceled" if state == "canceled" else "failed"
        print_error(f"error: the import {what}: {message}")
        print_error(f"  {link}")
        return UNUSABLE
    outcome = server.get(f"/api/models/{key}/imports/{job['id']}/")
    verdict = push_verdict(job["result"], outcome, parse_bars(options.fail_on or policy.fail_on), link=link)
    _print(verdict, as_json=options.format == "json")
    if not verdict.passed:
        return FAILED
    unread = unusable(named, problems)
    for name in unread:
        print_error(f"error: {name} could not be read; the other files were imported")
    return UNUSABLE if unread else OK


def _mappings(paths: Sequence[str]) -> list[tuple[str, str]]:
    """The form field of what columns of tables hold, by the files of --mapping. Raises InvalidMapping."""
    mappings = [one for path in paths for one in read_mapping_file(path)]
    if len(mappings) > MOST_TABLES:
        raise InvalidMapping(
            f"the files of --mapping have more than {MOST_TABLES} tables: send fewer at once"
        )
    return [("mappings", msgspec.json.encode(mappings).decode())] if mappings else []


def _files(
    paths: Sequence[str], policy: Policy, repository: Repository, *, under: str
) -> tuple[list[TextFile], frozenset[str]]:
    """The files with their paths from the root of the repository, by which the model knows them again.

    `under` is the folder in which the model knows the repository. Beside the files the paths that were named
    one by one: each must be readable.
    """
    named = [part for part in under.replace("\\", "/").split("/") if part not in {"", ".", ".."}]
    folder = "".join(f"{part}/" for part in named)  # as the server names it
    limits = limits_from(os.environ)
    given = read_inputs(paths, limits, excluded=lambda name: policy.excludes(repository.folder, name))
    print_problems(given.problems)
    _check(given, limits)
    files = [TextFile(folder + repository.path(file.name), file.data) for file in given.files]
    return files, frozenset(folder + repository.path(name) for name in given.named)


def _check(given: InputFiles, limits: InputLimits) -> None:
    """Refuse what the server would refuse, before anything is sent. Raises UnusableInput."""
    if not given.files:
        raise UnusableInput(
            "nothing to send: the paths hold no compose file, Kubernetes manifest, Dockerfile or "
            "scanner report"
        )
    if sum(len(file.data) for file in given.files) > limits.import_bytes:
        raise UnusableInput(
            f"the files are larger than {megabytes(limits.import_bytes)} together: send them in parts, or "
            "leave some out with `exclude` in .bulkhead.yaml"
        )


def _finished(
    server: Server, job: dict[str, Any], *, timeout_s: int, wait: Callable[[float], None]
) -> dict[str, Any]:
    """Return the job once it has ended. Raises ServerFault after the time limit."""
    ends, pause = time.monotonic() + timeout_s, _POLL_S
    while job["state"] in {"queued", "running"}:
        if time.monotonic() >= ends:
            raise ServerFault(
                f"the import has not ended within {timeout_s} seconds; it goes on, see "
                f"{server.url}/m/{job['model']}/imports/{job['id']}"
            )
        wait(pause)
        pause = min(pause * 1.5, _POLL_MOST_S)
        job = server.get(f"/api/jobs/{job['id']}/")
    return job


def _problems(job: dict[str, Any]) -> Iterator[Problem]:
    for one in job["problems"]:
        yield Problem(one["file"], one["line"], one["severity"], one["message"])


def _print(verdict: PushVerdict, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(verdict.document(), option=orjson.OPT_APPEND_NEWLINE))
    else:
        for line in verdict.lines():
            sys.stdout.write(visible_name(line) + "\n")
    sys.stdout.flush()
    if not verdict.passed:
        print_error(verdict.summary)


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=prog,
        description="Import files into a model on a server, and fail on new threats. "
        f"The API token is read from {TOKEN}.",
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="file or folder; - for standard input")
    parser.add_argument("--server", metavar="URL", help=f"address of the server (default: {SERVER})")
    parser.add_argument("--model", metavar="ID", required=True, help="id of the model: of its pages, /m/ID/…")
    parser.add_argument(
        "--scope",
        choices=["files", "all"],
        default="files",
        help="files: replace what came from these files (default); all: they describe the whole system",
    )
    parser.add_argument(
        "--folder",
        default="",
        metavar="NAME",
        help="folder in which the model knows the repository, as after its upload in a browser",
    )
    parser.add_argument(
        "--profile", action="append", metavar="NAME", help="a compose profile to enable (repeatable)"
    )
    parser.add_argument(
        "--mapping",
        action="append",
        metavar="FILE",
        help="what the columns of tables (CSV, XLSX) hold, as for analyze; the team keeps it (repeatable)",
    )
    parser.add_argument(
        "--fail-on",
        action="append",
        choices=[*BARS, NONE],
        metavar="BAR",
        help="exit with 1 if a threat of this severity or higher is new or found again: critical, high, "
        "medium, low (new-high means the same); any-high: all open threats of the model; none: no gate "
        "(repeatable)",
    )
    parser.add_argument(
        "--policy", metavar="FILE", help="the policy, of which bars, profiles and exclusions count"
    )
    parser.add_argument("--format", choices=["text", "json"], default="text", help="format of the result")
    parser.add_argument(
        "--timeout", type=int, default=_TIMEOUT_S, metavar="SECONDS", help="how long to wait for the import"
    )
    return parser
