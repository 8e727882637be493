"""Calls inside a zone that are readable and open to every caller."""

from typing import Any

from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.importers import read
from threatmodel.engine.importers.text_file import TextFile

SHOP = """services:
  web: {image: example/web:1, ports: ['80:80'], environment: {A_URL: 'http://orders', B_URL: 'https://stock'}}
  orders: {image: example/orders:1, environment: {CACHE_HOST: cache, DB_HOST: db, U: 'http://me:x@stock'}}
  stock: {image: example/stock:1}
  cache: {image: 'redis:7'}
  db: {image: 'postgres:17', environment: {POSTGRES_PASSWORD: x}}
"""


def network(text: str) -> dict[str, Any]:
    model = read([TextFile("compose.yaml", text.encode())]).model
    (uid,) = model.of_kind("network")
    return ContextBuilder(model).values_of(uid)


def test_calls_with_tls_or_a_login_do_not_count() -> None:
    """web calls orders, and orders the cache; not the flows from the internet, to stock and to db."""
    values = network(SHOP)

    assert values["clear_calls"] == 2
    assert values["clear_call"] == "flow:compose:orders->compose:cache:6379"


def test_without_such_calls_none_is_named() -> None:
    values = network("services: {a: {image: x}, b: {image: y}}\n")

    assert (values["clear_calls"], values["clear_call"]) == (0, "")
