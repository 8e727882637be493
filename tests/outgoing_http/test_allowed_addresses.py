"""An operator decides which private networks are sent to."""

from ipaddress import ip_network

import pytest
from pytest_django import Settings

from threatmodel.outgoing_http.allowed_addresses import InvalidAddress, url_checked

pytestmark = pytest.mark.no_database


def test_an_operator_can_allow_a_network_and_no_more(settings: Settings) -> None:
    settings.WEBHOOK_NETWORKS = (ip_network("10.1.0.0/16"),)

    assert url_checked("http://10.1.2.3:8065/hooks/x").hostname == "10.1.2.3"
    for url in ("http://10.2.0.1/", "http://93.184.216.34/"):
        with pytest.raises(InvalidAddress):
            url_checked(url)
