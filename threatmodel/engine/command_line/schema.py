"""`bulkhead schema`: the JSON Schemas of .bulkhead.yaml and bulkhead.yaml, for editors."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from threatmodel.engine.gate import policy_schema
from threatmodel.engine.importers.bulkhead_yaml import schema as bulkhead_yaml_schema

_SCHEMAS: Final[Mapping[str, Callable[[], str]]] = {
    "policy": policy_schema.editor_schema_text,
    "model": bulkhead_yaml_schema.editor_schema_text,
}


def main(argv: Sequence[str] | None = None, *, prog: str = "bulkhead schema") -> int:
    """Write a schema to standard output."""
    parser = argparse.ArgumentParser(prog=prog, description="Write the JSON Schema of a file, for editors.")
    parser.add_argument(
        "file",
        nargs="?",
        choices=[*_SCHEMAS],
        default="policy",
        help="policy: .bulkhead.yaml (the default); model: bulkhead.yaml",
    )
    sys.stdout.write(_SCHEMAS[parser.parse_args(argv).file]())
    return 0
