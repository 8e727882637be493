"""Calls over the sockets that a store keeps in a volume which its callers mount as well."""

from tests.engine.importers.compose.readings import calls, of

MAIL = """services:
  db: {image: 'mariadb:11', volumes: ['sockets:/var/run/mysqld/', 'data:/var/lib/mysql']}
  pages: {image: x/pages, volumes: ['sockets:/run/mysqld:z']}
  backup: {image: x/backup, volumes: ['data:/var/lib/mysql:ro', 'sockets:/srv/kept']}
  other: {image: x/other, volumes: ['elsewhere:/var/run/mysqld']}
  php: {image: x/php, volumes: ['fpm:/var/run/mysqld']}
  web: {image: nginx, volumes: ['fpm:/var/run/mysqld']}
volumes: {sockets: {}, data: {}, fpm: {}, elsewhere: {}}
"""


def test_who_mounts_the_sockets_of_a_store_where_programs_look_for_them_calls_it() -> None:
    assert calls(of({"compose.yaml": MAIL})) == {"pages->db": 3306}


def test_the_call_names_the_mount() -> None:
    (flow,) = of({"compose.yaml": MAIL}).model.flows.values()

    assert flow.provenance.why == "pages mounts the folder with the sockets of db."
    assert flow.provenance.line == 3
