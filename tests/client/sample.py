"""What a program does with the client: checked by mypy --strict, and run against a server."""

import sys
from io import BytesIO
from pathlib import Path

from bulkhead_client import ApiError, File, call, connect, rows, wait_for_job
from bulkhead_client.api.exports import export_file
from bulkhead_client.api.imports import imports_create
from bulkhead_client.api.models import models_list
from bulkhead_client.api.threats import threats_export_create, threats_list, threats_retrieve
from bulkhead_client.api.token import token_retrieve
from bulkhead_client.models import ImportRequest, SelectionRequest, ThreatQueryRequest


def main(folder: Path) -> None:
    """Push the files of a folder into the only model of the team, and read what came of them."""
    client = connect()
    team = call(token_retrieve.sync, client=client).team
    (model,) = rows(models_list.sync, team.id, client=client)
    paths = sorted(folder.rglob("*.yaml"))
    files = ImportRequest(
        files=[File(BytesIO(path.read_bytes()), path.name) for path in paths],
        paths=[path.relative_to(folder).as_posix() for path in paths],
    )
    started = call(imports_create.sync, model.id, body=files, client=client)
    job = wait_for_job(client, started.job.id)
    found = list(rows(threats_list.sync, model.id, page_size=7, client=client))
    pages = call(threats_list.sync, model.id, page_size=7, client=client)
    otm = call(export_file.sync, model.id, "otm", client=client).payload.read()
    every = SelectionRequest(all_=True, filter_=ThreatQueryRequest())
    table = call(threats_export_create.sync, model.id, body=every, client=client)
    print(model.name, job.state, len(found), len({one.number for one in found}), pages.count)
    print(otm[:1].decode(), len(table.payload.read().splitlines()) > len(found))
    try:
        call(threats_retrieve.sync, model.id, 99_999, client=client)
    except ApiError as fault:
        print(fault)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
