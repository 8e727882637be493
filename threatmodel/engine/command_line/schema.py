"""`bulkhead schema`: the JSON Schema of a policy, with which editors complete and check `.bulkhead.yaml`."""

import argparse
import sys
from collections.abc import Sequence

from threatmodel.engine.gate.policy_schema import editor_schema_text


def main(argv: Sequence[str] | None = None, *, prog: str = "bulkhead schema") -> int:
    """Write the schema to standard output."""
    argparse.ArgumentParser(prog=prog, description="Write the JSON Schema of .bulkhead.yaml.").parse_args(
        argv
    )
    sys.stdout.write(editor_schema_text())
    return 0
