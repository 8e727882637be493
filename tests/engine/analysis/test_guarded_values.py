"""What a published component leads to: logins and secrets, data, or nothing that is known."""

import pytest

from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.importers import TextFile, read

WEB = "services:\n  web: {image: example/web:1, ports: ['80:8080'], environment: {API_URL: 'http://api:9000'}}\n"


@pytest.mark.parametrize(
    ("api", "others", "expected"),
    [
        ("{image: example/api:1}", "", "nothing"),
        ("{image: example/api:1, environment: {API_TOKEN: pRf1xV7qLm3Z}}", "", "credentials"),
        ("{image: example/api:1, environment: {CACHE_HOST: redis}}", "redis: {image: 'redis:8'}", "data"),
        ("{image: example/api:1, volumes: ['files:/files']}", "", "data"),
        ("{image: example/api:1, volumes: ['./src:/src']}", "", "nothing"),
        ("{image: example/api:1, secrets: [key]}", "", "credentials"),
        ("{image: example/api:1}", "redis: {image: 'redis:8'}", "nothing"),  # its calls lead elsewhere
    ],
)
def test_what_is_behind_a_website(api: str, others: str, expected: str) -> None:
    text = f"{WEB}  api: {api}\n  {others}\nvolumes: {{files: {{}}}}\nsecrets: {{key: {{file: ./key}}}}\n"
    model = read([TextFile("compose.yaml", text.encode())]).model

    builder = ContextBuilder(model)

    assert builder.values_of("compose:web")["values_behind"] == expected
    assert builder.values_of("compose:api")["values_behind"] == ""  # it is not published


@pytest.mark.parametrize(
    ("others", "expected"), [("", "nothing"), ("  redis: {image: 'redis:8'}\n", "unknown")]
)
def test_a_store_beside_a_website_whose_calls_are_in_no_file_may_be_its_own(
    others: str, expected: str
) -> None:
    text = "services:\n  web: {image: example/web:1, ports: ['80:8080']}\n" + others
    model = read([TextFile("compose.yaml", text.encode())]).model

    assert ContextBuilder(model).values_of("compose:web")["values_behind"] == expected
