"""Ranges of published ports: one flow for what is only in between, and one for each port that is known."""

from collections.abc import Callable, Mapping

from threatmodel.engine.importers import Reading

ReadTexts = Callable[[Mapping[str, str] | str], Reading]


def app(ports: str) -> str:
    return f"services: {{app: {{image: example/app:1, ports: [{ports}]}}}}\n"


def test_a_long_range_of_ports_is_one_flow_beside_the_ports_that_are_known(read_texts: ReadTexts) -> None:
    reading = read_texts(app("'10000-10200:10000-10200/udp', '5060-5063:5060-5063', '440-449:440-449'"))

    assert {flow.rpartition(":")[2] for flow in reading.model.flows} == {
        "10000", "5060", "5061", "5062", "5063", "440", "443", "445",
    }  # fmt: skip
    port = reading.model.flows["flow:internet->compose:app:10000"].facts["port"]
    assert port.source.why == "Port 10000 of the Docker host is published for app, in a range of ports."


def test_a_range_of_ports_may_be_published_on_random_ones(read_texts: ReadTexts) -> None:
    (flow,) = read_texts(app("'30000-30010'")).model.flows.values()

    why = "A random port of the Docker host is published for app, in a range of ports."
    assert flow.facts["port"].source.why == why


def test_a_range_with_the_port_of_the_product_is_for_that(read_texts: ReadTexts) -> None:
    vpn = "services: {vpn: {image: 'gravitl/netmaker:v1.0.0', ports: ['51821-51830:51821-51830/udp']}}"
    (flow,) = read_texts(vpn).model.flows.values()

    assert (flow.facts["port"].value, flow.facts["protocol"].value) == (51821, "wireguard")


def test_well_known_ports_over_udp_are_known_by_their_protocol(read_texts: ReadTexts) -> None:
    ports = "'514:514/udp', '443:443/udp', '443:8443', '1194:1194/udp', '5432:5432/udp'"
    flows = read_texts(app(ports)).model.flows.values()

    assert {flow.facts["port"].value: flow.facts["protocol"].value for flow in flows} == {
        514: "syslog", 443: "quic", 8443: "https", 1194: "openvpn", 5432: "udp",
    }  # fmt: skip


def test_a_port_over_udp_speaks_what_is_not_http(read_texts: ReadTexts) -> None:
    (flow,) = read_texts(app("'8080:8080/udp'")).model.flows.values()

    assert flow.facts["protocol"].value == "udp"
