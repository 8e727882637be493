"""Configuration files that an image brings along, on its command line."""

from threatmodel.engine.importers.products.images import product_called
from threatmodel.engine.importers.products.product_behavior import behavior_of


def test_the_configuration_files_of_an_image_turn_on_neither_logins_nor_tls() -> None:
    pulsar, words = (
        product_called("Pulsar"),
        ["bin/x conf/broker.conf && bin/pulsar broker", "conf/broker.conf"],
    )

    found = behavior_of(pulsar, tag="4.0", variables={}, words=words)
    mounted = behavior_of(pulsar, tag="4.0", variables={}, words=[*words, "--config"])
    closed = behavior_of(pulsar, tag="4.0", variables={"authenticationEnabled": "true"}, words=words)

    assert (found["authentication_required"].value, found["serves_tls"].value) == (False, False)
    assert mounted.keys().isdisjoint({"authentication_required", "serves_tls"})
    assert closed["authentication_required"].value is True
