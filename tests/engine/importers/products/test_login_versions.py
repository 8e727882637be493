"""The version of a product decides whether it asks for a login by default, where its tag says the version."""

import pytest

from tests.engine.importers.products.test_product_auth import required
from threatmodel.engine.importers.products.images import product_called
from threatmodel.engine.importers.products.product_behavior import behavior_of


@pytest.mark.parametrize(
    ("product", "tag", "words", "expected"),
    [
        ("Docker MCP Gateway", "v0.42.0", (), False),
        ("Docker MCP Gateway", "v0.43.0", (), False),
        ("Docker MCP Gateway", "v0.43.1", (), True),
        ("Docker MCP Gateway", "1.0", (), True),
        ("Docker MCP Gateway", "v0.43.1", ("--transport=sse", "--allow-unauthenticated"), False),
        ("Docker MCP Gateway", "latest", ("--allow-unauthenticated",), False),
        ("Crawl4AI", "0.8.9", (), False),
        ("Crawl4AI", "0.9.0", (), True),
    ],
)
def test_a_minor_version_decides_too(product: str, tag: str, words: tuple[str, ...], expected: bool) -> None:
    assert required(product, *words, tag=tag) is expected


@pytest.mark.parametrize("tag", ["latest", "v0.43", "v2", "v1", "dind", ""])
def test_a_tag_without_a_version_leaves_the_login_open(tag: str) -> None:
    found = behavior_of(product_called("Docker MCP Gateway"), tag=tag, variables={}, words=())

    assert "authentication_required" not in found
    assert found["login_by_version"].value is True
    assert "login_by_version" not in behavior_of(product_called("Ollama"), tag=tag, variables={}, words=())
