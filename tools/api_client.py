"""Writes the source of the Python client: the modules of client/, and those that are generated.

python -m tools.api_client FOLDER

The generator gets of the OpenAPI document what API tokens may use. Errors are left out, as the client raises
them, and so are default values, as it would send them: what is not given is up to the server. Every file to
download is described as bytes, whatever its format.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final, cast

ROOT: Final = Path(__file__).parents[1]
SCHEMA: Final = ROOT / "tests" / "openapi.json"
GENERATOR: Final = ROOT / ".tools" / "client" / "bin" / "openapi-python-client"  # tools/client.sh installs it
PACKAGE: Final = "bulkhead_client"
_JSON: Final = "application/json"
_BYTES: Final = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_CONFIG: Final = {"package_name_override": PACKAGE, "literal_enums": True, "post_hooks": []}
_TOKEN: Final[dict[str, list[str]]] = {"tokenAuth": []}

Json = dict[str, Any]


def main(arguments: list[str]) -> int:
    """Write the source to the folder; what was there before is replaced."""
    folder = Path(arguments[0])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    document = client_document(json.loads(SCHEMA.read_text(encoding="utf-8")))
    generate(document, folder / PACKAGE)
    shutil.copytree(ROOT / "client", folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "docs" / "client.md", folder / "README.md")
    return 0


def client_document(document: Json) -> Json:
    """Return the document with the operations of tokens and the responses of success, without defaults."""
    paths = {
        path: {
            method: _operation(one) for method, one in methods.items() if _TOKEN in one.get("security", ())
        }
        for path, methods in document["paths"].items()
    }
    kept = {**document, "paths": {path: methods for path, methods in paths.items() if methods}}
    return cast("Json", _without_defaults(kept))


def generate(document: Json, package: Path) -> None:
    """Write the package. Raises CalledProcessError where the generator leaves something out."""
    with tempfile.TemporaryDirectory() as name:
        described, config = Path(name) / "openapi.json", Path(name) / "config.json"
        described.write_text(json.dumps(document), encoding="utf-8")
        config.write_text(json.dumps(_CONFIG), encoding="utf-8")
        command = [str(GENERATOR), "generate", "--path", str(described), "--config", str(config)]
        options = ["--meta", "none", "--output-path", str(package), "--fail-on-warning"]
        subprocess.run([*command, *options], check=True, stdout=subprocess.DEVNULL)


def _without_defaults(part: Any, *, of_names: bool = False) -> Any:
    """Return the part without defaults; `of_names`: its keys are names, of which one may be `default`."""
    if isinstance(part, list):
        return [_without_defaults(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        key: _without_defaults(value, of_names=key == "properties" and not of_names)
        for key, value in part.items()
        if of_names or key != "default"
    }


def _operation(operation: Json) -> Json:
    responses = {
        status: _response(one) for status, one in operation["responses"].items() if status.startswith("2")
    }
    return {**operation, "security": [_TOKEN], "responses": responses}


def _response(response: Json) -> Json:
    content = response.get("content")
    return response if not content or set(content) == {_JSON} else {**response, "content": _BYTES}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
