"""Configuration files of programs, on command lines and in mounts."""

import pytest

from threatmodel.engine.importers.products.configuration_files import (
    names_configuration_file,
    settings_of_mounts,
    without_tool_options,
)


@pytest.mark.parametrize(
    "word", ["/etc/redis.conf", "rabbit.cfg", "app.ini", "x.yml", "x.yaml", "-f", "--config=x"]
)
def test_words_that_name_one(word: str) -> None:
    assert names_configuration_file(["serve", word])


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("rm -f /var/lib/rabbitmq/.erlang.cookie && rabbitmq-server", False),
        ("if [ -f /x ]; then run; else tail -f /dev/null; fi", False),
        ("curl -f -s http://db:80 || exit 1; serve", False),
        ("rm -f /tmp/x; serve -f /srv/settings", True),
        ("serve -f /srv/settings", True),
        ("perform -f /srv/settings", True),
    ],
)
def test_options_of_tools_in_scripts_name_none(script: str, *, expected: bool) -> None:
    words = without_tool_options(["sh", "-c", script])

    assert names_configuration_file(one for text in words for one in text.split()) is expected


def test_words_of_a_command_line_stay_as_they_are() -> None:
    assert without_tool_options(["rm", "-f", "/x"]) == ("rm", "-f", "/x")


@pytest.mark.parametrize("word", ["serve", "--configure", "-fast", "conf", "x.yaml.gz", "data.xml"])
def test_other_words(word: str) -> None:
    assert not names_configuration_file([word])


@pytest.mark.parametrize(
    "path", ["/etc/mosquitto", "/opt/kafka/server.properties", "/broker.xml", "/x.toml", "/start.sh"]
)
def test_mounts_that_bring_one_count_as_an_option(path: str) -> None:
    assert names_configuration_file(settings_of_mounts(["/data", path]))


@pytest.mark.parametrize(
    "path",
    [
        "/data",
        "/etc/localtime",
        "/etc/ssl/certs",
        "/var/lib/x.conf.d",
        "/docker-entrypoint-initdb.d/a.sh",
        "/etc/rabbitmq/enabled_plugins",
    ],
)
def test_other_mounts(path: str) -> None:
    assert settings_of_mounts([path]) == ()
