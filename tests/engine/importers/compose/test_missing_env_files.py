"""What a file of variables may change that is not in the input is not known, rather than the default."""

import pytest

from tests.engine.importers.compose.projects import read_files

COMPOSE = "services: {app: {image: 'IMAGE', ports: ['8080:8080'], KEYSenv_file: FILES}}"


def facts_of(
    image: str, *, files: str = "app.env", keys: str = "", given: str | None = None
) -> dict[str, object]:
    compose = COMPOSE.replace("IMAGE", image).replace("FILES", files).replace("KEYS", keys)
    texts = {"compose.yaml": compose} | ({} if given is None else {"app.env": given})
    facts = read_files(texts).model.elements["compose:app"].facts
    return {name: fact.value for name, fact in facts.items()}


@pytest.mark.parametrize(
    ("image", "fact"),
    [
        ("grafana/grafana:12.0.0", "default_login"),
        ("gitea/gitea:1.24", "first_visitor_administers"),
        ("gitea/gitea:1.24", "self_registration"),
        ("qdrant/qdrant:v1.15.0", "authentication_required"),
    ],
)
def test_a_default_that_variables_change_needs_the_file(image: str, fact: str) -> None:
    assert fact not in facts_of(image)
    assert fact in facts_of(image, given="OTHER=1\n")
    assert fact in facts_of(image, files="{path: app.env, required: false}".join("[]"))


@pytest.mark.parametrize(
    ("image", "fact"),
    [
        ("louislam/dockge:1", "first_visitor_administers"),  # no variable makes the first account
        ("beanstalkd:1.13", "authentication_required"),  # nor adds a login
    ],
)
def test_a_default_that_no_variable_changes_holds(image: str, fact: str) -> None:
    assert fact in facts_of(image)


def test_what_a_variable_of_the_service_says_holds() -> None:
    facts = facts_of("qdrant/qdrant:v1.15.0", keys="environment: {QDRANT__SERVICE__API_KEY: '${KEY}'}, ")

    assert facts["authentication_required"] is True
