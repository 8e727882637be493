"""`bulkhead mcp`: an MCP server for agents on this machine, as a client of a server of Bulkhead."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

from threatmodel.engine.command_line.messages import print_error
from threatmodel.engine.command_line.server_client import SERVER, TOKEN, server_named
from threatmodel.engine.command_line.server_fault import ServerFault
from threatmodel.engine.model.gc_control import freeze_heap

OK: Final = 0
UNUSABLE: Final = 2
_ENDED: Final = (BrokenPipeError, KeyboardInterrupt)  # the host of the agent has closed its end
_MISSING: Final = "the MCP SDK is not installed: pip install './bulkhead[mcp]', of a clone of Bulkhead"


def main(argv: Sequence[str] | None = None, *, prog: str = "bulkhead mcp") -> int:
    """Serve MCP over standard input and output until it ends, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog=prog,
        description=(
            "Let an agent read threat models and propose changes over the Model Context Protocol. The host "
            f"of the agent starts this command. {TOKEN} holds an API token that lists the tools to allow."
        ),
    )
    parser.add_argument("--server", metavar="URL", help=f"address of the server; default: {SERVER}")
    options = parser.parse_args(sys.argv[1:] if argv is None else argv)
    try:
        server = server_named(options.server, os.environ)
    except ServerFault as fault:
        print_error(str(fault))
        return UNUSABLE
    try:
        stdio = import_module("threatmodel.engine.mcp_tools.stdio")  # the SDK is an extra, and slow to load
    except ModuleNotFoundError as fault:
        if fault.name is None or fault.name.partition(".")[0] not in {"mcp", "httpx2"}:
            raise
        print_error(_MISSING)
        return UNUSABLE
    freeze_heap()
    try:
        stdio.serve(server.url, server.token)
    except KeyboardInterrupt:
        return OK
    except BaseExceptionGroup as faults:
        if faults.split(_ENDED)[1] is not None:
            raise
    return OK
