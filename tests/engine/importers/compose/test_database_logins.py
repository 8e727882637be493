"""Services that log in to a database as its administrator."""

import pytest

from tests.engine.importers.compose.readings import of

COMPOSE = """services:
  db: {image: "postgres:17", environment: {POSTGRES_USER: shop, POSTGRES_PASSWORD: x}}
  orders: {build: ., env_file: [orders.env]}
  other: {image: "postgres:17"}
"""


def test_addresses_of_files_of_variables_count() -> None:
    reading = of({"compose.yaml": COMPOSE, "orders.env": "DATABASE_URL=postgres://shop:pa55@db/shop\n"})
    elements = reading.model.elements

    fact = elements["compose:db"].facts["superuser_login"]
    assert fact.value is True
    assert (
        fact.source.why == "The variable DATABASE_URL of orders logs in as the administrator of PostgreSQL."
    )
    assert (fact.source.file, fact.source.line) == ("orders.env", 1)  # where the caller sets it
    assert "superuser_login" not in elements["compose:other"].facts  # no one calls it


def test_another_account_is_known_as_well() -> None:
    reading = of({"compose.yaml": COMPOSE, "orders.env": "DATABASE_URL=postgres://orders:pa55@db/shop\n"})

    assert reading.model.elements["compose:db"].facts["superuser_login"].value is False


def test_a_database_that_is_built_here_is_known_by_its_name() -> None:
    text = """services:
  mysql: {build: ./mysql, environment: {MYSQL_ROOT_PASSWORD: x}}
  cdc:
    image: acme/cdc:1
    environment: {DATASOURCE_URL: "jdbc:mysql://mysql:3306/e", DATASOURCE_USERNAME: root}
"""

    assert of({"compose.yaml": text}).model.elements["compose:mysql"].facts["superuser_login"].value is True


SHARED = """services:
  db:
    image: "mariadb:11"
    environment: {MARIADB_ROOT_PASSWORD_FILE: /run/secrets/root}
    secrets: [root]
  orders:
    image: "acme/orders:1"
    environment: {DB_HOST: db}
    secrets:
      - source: %s
        target: password
secrets: {root: {file: ./root.txt}, own: {file: ./own.txt}}
"""


def test_the_secret_with_the_password_of_the_administrator_counts_where_a_caller_mounts_it() -> None:
    elements = of({"compose.yaml": SHARED % "root"}).model.elements

    fact = elements["compose:db"].facts["superuser_login"]
    assert fact.value is True
    assert fact.source.why == "The secret root is the password of its administrator, and orders mounts it."
    assert fact.source.line == 10
    other = of({"compose.yaml": SHARED % "own"}).model.elements
    assert "superuser_login" not in other["compose:db"].facts


MANIFEST = """
apiVersion: v1
kind: Service
metadata: {name: mysql, namespace: shop}
spec: {selector: {app: mysql}, ports: [{port: 3306}]}
---
apiVersion: v1
kind: Pod
metadata: {name: mysql, namespace: shop, labels: {app: mysql}}
spec: {containers: [{name: a, image: "mysql:8.4"}]}
---
apiVersion: v1
kind: Pod
metadata: {name: orders, namespace: shop}
spec:
  containers:
    - {name: a, image: "acme/orders:1", env: [{name: DB_HOST, value: mysql}, {name: DB_USER, value: root}]}
"""


def test_so_do_those_of_pods() -> None:
    facts = of({"a.yaml": MANIFEST}).model.elements["k8s:shop/Pod/mysql"].facts

    assert facts["superuser_login"].value is True
    assert facts["superuser_login"].source.why == (
        "The variable DB_USER of orders logs in as the administrator of MySQL."
    )
    assert facts["superuser_login"].source.line == 17


ACCOUNTS = """services:
  db: {image: "mysql:8", environment: {MYSQL_ROOT_PASSWORD: x}}
  orders:
    image: "acme/orders:1"
    environment: {DATASOURCE_URL: "jdbc:mysql://db:3306/e", DATASOURCE_USERNAME: shop}
  billing:
    image: "acme/%s:1"
    environment: {DATASOURCE_URL: "jdbc:mysql://db:3306/e", DATASOURCE_USERNAME: %s}
"""


def test_programs_with_one_account_of_a_database_share_it() -> None:
    fact = (
        of({"compose.yaml": ACCOUNTS % ("bills", "Shop")})
        .model.elements["compose:db"]
        .facts["separate_accounts"]
    )

    assert fact.value is False
    assert fact.source.why == "billing and orders log in to MySQL with the same account."


@pytest.mark.parametrize(("image", "user"), [("orders", "shop"), ("bills", "bills")])
def test_components_of_one_program_and_other_accounts_share_nothing(image: str, user: str) -> None:
    facts = of({"compose.yaml": ACCOUNTS % (image, user)}).model.elements["compose:db"].facts

    assert "separate_accounts" not in facts
