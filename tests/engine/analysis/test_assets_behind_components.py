"""What a published component leads to: logins and secrets, data, or nothing that is known."""

from typing import Any

import pytest

from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.model import Element, Fact, Flow, Model, Source

WEB = "services:\n  web: {image: example/web:1, ports: ['80:8080'], environment: {API_URL: 'http://api:9000'}}\n"


@pytest.mark.parametrize(
    ("api", "others", "expected"),
    [
        ("{image: example/api:1}", "", "nothing"),
        ("{image: example/api:1, environment: {API_TOKEN: pRf1xV7qLm3Z}}", "", "credentials"),
        ("{image: example/api:1, environment: {CACHE_HOST: redis}}", "redis: {image: 'redis:8'}", "data"),
        ("{image: example/api:1, volumes: ['files:/files']}", "", "data"),
        ("{image: example/api:1, volumes: ['./src:/src:ro']}", "", "nothing"),
        ("{image: example/api:1, volumes: ['./files:/files']}", "", "data"),
        ("{image: example/api:1, volumes: ['./app.conf:/etc/app.conf']}", "", "nothing"),
        ("{image: example/api:1, volumes: ['/etc/localtime:/etc/localtime']}", "", "nothing"),
        ("{image: example/api:1, command: [serve, --api-token, pRf1xV7qLm3Z]}", "", "credentials"),
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


PERSON = Source("person")


def drawn(kind: str, uid: str, parent: str | None = None, **facts: Any) -> Element:
    return Element(
        uid, kind, uid, parent, {name: Fact(value, PERSON) for name, value in facts.items()}, PERSON
    )


def values_behind(*elements: Element, calls: tuple[tuple[str, str], ...] = ()) -> Any:
    given = (drawn("internet", "internet"), drawn("workload", "web"), *elements)
    by_uid = {one.uid: one for one in given}
    flows = [Flow(f"{a} {b}", a, b) for a, b in (("internet", "web"), *calls)]
    return ContextBuilder(Model(by_uid, (), {flow.uid: flow for flow in flows})).values_of("web")[
        "values_behind"
    ]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"data_classification": "public"}, "nothing"),
        ({"data_classification": "internal"}, "data"),
        ({"data_classification": "restricted"}, "data"),
        ({"personal_data": True}, "data"),
        ({"personal_data": False}, "nothing"),
        ({"data_sets": ["orders"]}, "data"),
    ],
)
def test_what_a_component_is_said_to_hold_is_data(facts: dict[str, Any], expected: str) -> None:
    assert values_behind(drawn("workload", "web", **facts)) == expected


@pytest.mark.parametrize("fact", ["argument_credentials", "login_options"])
def test_options_with_a_login_are_credentials(fact: str) -> None:
    assert values_behind(drawn("container", "main", "web", **{fact: ["--token"]})) == "credentials"


def test_what_is_many_calls_away_is_behind_it_too() -> None:
    chain = [drawn("workload", f"step{number}") for number in range(6)]
    calls = tuple((f"step{n}", f"step{n + 1}") for n in range(5))

    found = values_behind(
        *chain,
        drawn("datastore", "orders"),
        calls=(("web", "step0"), *calls, ("step5", "orders"), ("step5", "web")),
    )

    assert found == "data"
