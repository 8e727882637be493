"""Ports of command lines."""

import pytest

from threatmodel.engine.importers.listened_ports import listened_ports


@pytest.mark.parametrize(
    ("line", "ports"),
    [
        ("uvicorn app:app --host 0.0.0.0 --port 8000", (8000,)),
        ("uvicorn app:app --host 127.0.0.1 --port 8000", ()),
        ("gunicorn -b 0.0.0.0:9000 --bind :9001 app", (9000, 9001)),
        ("gunicorn --bind 127.0.0.1:9000 app", ()),
        ("node_exporter --web.listen-address=:9100", (9100,)),
        ("java -Dserver.port=8081 -jar app.jar", (8081,)),
        ("app --listen tcp://0.0.0.0:7000 --address [::]:7001", (7000, 7001)),
        ("app --port 0 --port 70000 --port http --bind unix:/run/app.sock --port", ()),
        ("client --server api:8080", ()),
        ("mysqldump --host=db.internal --port=3306 shop", ()),
        ("worker --address queue.example.com:7233", ()),
        ("exporter --host db.example.com --port 5432", ()),
        ("app --host :: --port 7002", (7002,)),
    ],
)
def test_a_command_line_names_the_ports_it_opens(line: str, ports: tuple[int, ...]) -> None:
    assert listened_ports(line.split()) == ports
