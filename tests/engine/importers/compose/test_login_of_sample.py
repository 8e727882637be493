"""A login that nothing turns on, as a `.env` or its sample leaves the variable out."""

from threatmodel.engine.importers import read
from threatmodel.engine.importers.text_file import TextFile

COMPOSE = b"services: {web: {image: jitsi/web:1, ports: ['80:80'], environment: [ENABLE_AUTH]}}\n"
WEB = "compose:web"


def facts_of(**files: bytes) -> dict[str, object]:
    given = [TextFile("compose.yaml", COMPOSE), *(TextFile(name, data) for name, data in files.items())]
    facts = read(given).model.elements[WEB].facts
    return {name: facts[name].value for name in ("login_switch", "login_disabled") if name in facts}


def test_a_variable_that_the_sample_leaves_out_is_unset() -> None:
    found = facts_of(**{"env.example": b"#ENABLE_AUTH=1\nHTTP_PORT=80\n"})

    assert found == {"login_switch": "ENABLE_AUTH", "login_disabled": False}


def test_a_variable_that_the_sample_sets_turns_the_login_on() -> None:
    assert facts_of(**{"env.example": b"ENABLE_AUTH=1\n"}) == {}


def test_without_any_file_the_shell_may_set_it() -> None:
    assert facts_of() == {}
