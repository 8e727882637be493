"""The baseline of `bulkhead analyze` that a server keeps: an analyzed version of a model."""

import json
from collections.abc import Mapping

from threatmodel.engine.analysis.report_diff import Baseline, InvalidBaseline, parse_baseline
from threatmodel.engine.command_line.messages import print_error
from threatmodel.engine.command_line.server_client import model_id, server_named


def read_server_baseline(model: str, url: str | None, environ: Mapping[str, str]) -> Baseline:
    """Return the approved version of a model, else its latest version, else the model as it is.

    Raises ServerFault, InvalidBaseline.
    """
    key = model_id(model)
    server = server_named(url, environ)
    report = server.get(f"/api/models/{key}/baseline/")
    version = report.get("version") if isinstance(report, dict) else None
    name = version.get("name") if isinstance(version, dict) else None
    print_error(f"info: baseline: {f'version {name}' if name else 'the present state'} of the model {key}")
    try:
        return parse_baseline(json.dumps(report).encode())
    except InvalidBaseline as fault:
        raise InvalidBaseline(f"{server.url}: {fault}") from fault
