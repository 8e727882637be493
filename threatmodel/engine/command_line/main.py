"""The command `bulkhead`: its subcommands, each loaded when it is run, so that the command starts at once."""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final, NoReturn

from threatmodel.engine.analysis.analyzer_version import VERSION

_COMMANDS: Final = {
    "analyze": "analyze files, write reports, and fail on threats above a bar",
    "diff": "compare two reports, or the files of two folders",
    "push": "import files into a model on a server, and fail on new threats",
    "fix": "make the patch of manifests that resolves their threats",
    "mcp": "let agents read models on a server and propose changes (Model Context Protocol)",
    "schema": "write the JSON Schema of .bulkhead.yaml or bulkhead.yaml, for editors",
}


def run(argv: Sequence[str] | None = None, *, prog: str = "bulkhead") -> NoReturn:
    """Run a subcommand as `main` does, and end the process with its exit code.

    It ends at once, as that of mypy does: to free each object of a large model takes as long as to read it.
    Nor is garbage looked for on the way, which takes a tenth of a start, unless a subcommand stays.
    """
    gc.disable()
    code = main(argv, prog=prog)
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # as where the caller has closed it
                stream.flush()
    except OSError:  # whoever reads the output is gone; Python says so as it ends
        sys.exit(code)
    os._exit(code)


def main(argv: Sequence[str] | None = None, *, prog: str = "bulkhead") -> int:
    """Run a subcommand with the words after its name, and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(
        prog=prog,
        description="Threat modeling for container architectures.",
        epilog="Commands:\n" + "".join(f"  {name:<9} {about}\n" for name, about in _COMMANDS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"bulkhead {VERSION}")
    parser.add_argument(
        "command", choices=[*_COMMANDS], metavar="COMMAND", help="see below; COMMAND --help shows more"
    )
    options = parser.parse_args(words[:1])
    command = import_module(f"threatmodel.engine.command_line.{options.command}")
    code: int = command.main(words[1:], prog=f"{prog} {options.command}")
    # Loaded with the command, hence after `run` has stopped the search for garbage.
    import_module("threatmodel.engine.model.parsed_yaml").keep_noted()
    return code
