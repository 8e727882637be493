"""Configuration files of stores and brokers say whom they let in, where they are among the files."""

import pytest

from threatmodel.engine.importers import TextFile, read

COMPOSE = """services:
  mqtt: {image: 'eclipse-mosquitto:2', volumes: ['./mosquitto:/mosquitto/config'], ports: ['1883:1883']}
  cache: {image: 'redis:7', command: redis-server /etc/redis.conf, volumes: ['./redis.conf:/etc/redis.conf']}
"""


def required(service: str, *, mqtt: str = "", redis: str = "") -> object:
    files = {"compose.yaml": COMPOSE, "mosquitto/mosquitto.conf": mqtt, "redis.conf": redis}
    reading = read([TextFile(name, text.encode()) for name, text in files.items() if text])
    fact = reading.model.elements[f"compose:{service}"].facts.get("authentication_required")
    return fact.value if fact else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("listener 1883\nallow_anonymous true\n", False),
        ("listener 1883\nallow_anonymous false\npassword_file /mosquitto/config/passwords\n", True),
        ("listener 1883\n# allow_anonymous true\nplugin /usr/lib/auth.so\n", True),
        ("listener 1883\n", None),
        ("listener 1883 127.0.0.1\nallow_anonymous true\nlistener 8883\nallow_anonymous false\n", None),
    ],
)
def test_a_broker_lets_in_whom_its_configuration_admits(text: str, expected: bool | None) -> None:
    assert required("mqtt", mqtt=text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("requirepass s3cr3t-of-ours\n", True),
        ("appendonly yes\n", False),
        ('requirepass ""\n', False),
        ("aclfile /etc/redis/users.acl\n", True),
        ("user default off\nuser app on >s3cr3t-of-ours ~* +@all\n", None),
        ("", None),
    ],
)
def test_a_cache_asks_for_a_password_if_its_configuration_does(text: str, expected: bool | None) -> None:
    assert required("cache", redis=text) is expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("", None),  # whether the image reads a file that its command does not name is not known
        ("command: [sh, -c, 'redis-server /etc/redis.conf --requirepass $$PW']", True),
        ("command: [sh, -c, 'echo requirepass $$PW >> /etc/redis.conf; redis-server /etc/redis.conf']", True),
    ],
)
def test_a_file_counts_where_the_command_names_it_and_options_beside_it_too(
    command: str, expected: bool | None
) -> None:
    text = f"""services:
  cache:
    image: 'redis:7'
    volumes: ['./redis.conf:/etc/redis.conf']
    {command}
"""
    files = {"compose.yaml": text, "redis.conf": "appendonly yes\n"}
    reading = read([TextFile(name, one.encode()) for name, one in files.items()])

    fact = reading.model.elements["compose:cache"].facts.get("authentication_required")
    assert (fact.value if fact else None) is expected


def test_no_password_of_a_configuration_is_kept() -> None:
    files = {"compose.yaml": COMPOSE, "redis.conf": "requirepass s3cr3t-of-ours\n"}

    reading = read([TextFile(name, text.encode()) for name, text in files.items()])

    assert "s3cr3t-of-ours" not in repr(reading)


@pytest.mark.parametrize(
    ("text", "restricted"),
    [
        ("password_file /mosquitto/config/passwords\nacl_file /mosquitto/config/acl\n", True),
        ("password_file /mosquitto/config/passwords\n# acl_file /mosquitto/config/acl\n", None),
    ],
)
def test_an_access_control_list_restricts_the_topics_of_a_broker(text: str, restricted: bool | None) -> None:
    files = {"compose.yaml": COMPOSE, "mosquitto/mosquitto.conf": text}
    reading = read([TextFile(name, one.encode()) for name, one in files.items()])

    fact = reading.model.elements["compose:mqtt"].facts.get("topics_restricted")
    assert (fact.value if fact else None) is restricted
