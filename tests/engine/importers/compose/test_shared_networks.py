"""Services that join the network of another one, as behind a VPN: its ports are theirs."""

import pytest

from tests.engine.importers.compose.readings import calls, of

BEHIND_VPN = """services:
  vpn: {image: qmcgaw/gluetun, ports: ['8888:8888', '8080:8080', '9696:9696', '7000:7000']}
  torrents:
    image: lscr.io/linuxserver/qbittorrent
    network_mode: service:vpn
    depends_on: [vpn]
    environment: {WEBUI_PORT: 8080}
  indexer: {image: lscr.io/linuxserver/prowlarr, network_mode: 'service:vpn'}
  own: {image: x/own, network_mode: 'service:vpn', environment: {HTTP_PORT: '7000'}}
  films: {image: lscr.io/linuxserver/radarr, environment: {INDEXER_URL: 'http://vpn:9696'}}
"""


def published(text: str) -> dict[int, str]:
    """Who is reached from the internet on which port."""
    flows = of({"compose.yaml": text}).model.flows.values()
    found = (
        (flow.facts["port"].value, flow.destination.removeprefix("compose:"))
        for flow in flows
        if flow.source == "internet"
    )
    return {port: name for port, name in found if isinstance(port, int)}


def test_who_listens_behind_a_vpn_is_reached_by_its_ports() -> None:
    assert published(BEHIND_VPN) == {8888: "vpn", 8080: "torrents", 9696: "indexer", 7000: "own"}


def test_a_proxy_forwards_to_who_listens_behind_the_vpn() -> None:
    labels = "labels: {traefik.http.services.films.loadbalancer.server.port: '8080'}"
    text = BEHIND_VPN.replace("image: qmcgaw/gluetun,", f"image: qmcgaw/gluetun, {labels},")

    found = calls(of({"compose.yaml": f"{text}  edge: {{image: 'traefik:v3.6', ports: ['80:80']}}\n"}))

    assert found["edge->torrents"] == 8080
    assert "edge->vpn" not in found


def test_calls_of_the_vpn_reach_who_listens_behind_it() -> None:
    found = calls(of({"compose.yaml": BEHIND_VPN}))

    assert found["films->indexer"] == 9696
    assert "torrents->vpn" not in found  # it joins its network, and calls it no more than itself


@pytest.mark.parametrize("mode", ["service:web", "service:gone", "container:vpn", "host"])
def test_other_networks_hold_nobody_back(mode: str) -> None:
    text = f"services: {{web: {{image: x/web, ports: ['80:9000'], network_mode: '{mode}'}}}}"

    assert published(text)[9000] == "web"
