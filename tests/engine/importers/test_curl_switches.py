"""Whether curl verifies certificates, by the short form of its option."""

import pytest

from threatmodel.engine.importers.environment_facts import arguments_of, insecure_tls_options, split_command


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("sh -c 'curl -k https://partner.example.com/upload -T /data.csv'", ["--insecure"]),
        ("curl -fsSLk https://example.com/x", ["--insecure"]),
        ("sh -c 'curl -k https://localhost:9200; sleep 5'", []),
        ("sh -c 'curl -k https://localhost:9200; curl -k https://example.com'", ["--insecure"]),
        ("curl -o key https://example.com/keys", []),
        ("sort -k 2 names", []),
    ],
)
def test_the_short_option_of_curl_switches_verification_off(command: str, found: list[str]) -> None:
    assert insecure_tls_options(arguments_of(split_command(command))) == found
