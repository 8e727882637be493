"""`volumes_from`: a service mounts what another one does."""

from collections.abc import Callable, Mapping

import pytest

from tests.engine.importers.compose.services import facts, service, value
from threatmodel.engine.importers import Reading

ReadTexts = Callable[[Mapping[str, str] | str], Reading]


SHARING = """
services:
  data:
    image: example/data:1
    volumes: ['store:/store', './seed:/seed', '/run/x.sock:/x.sock:ro']
    tmpfs: [/scratch]
    secrets: [key]
  middle: {image: 'example/m:1', volumes_from: [data], volumes: ['own:/own']}
  web:
    image: example/web:1
    volumes: ['other:/seed']
    volumes_from: ['middle:ro']
volumes: {store: {}, own: {}, other: {}}
secrets: {key: {file: ./key}}
"""


def test_a_service_mounts_what_the_services_mount_that_volumes_from_names(read_texts: ReadTexts) -> None:
    reading = read_texts(SHARING)

    middle = {record["path"]: record for record in value(reading, "compose:middle/middle", "mounts")}
    assert middle.keys() == {"/store", "/seed", "/x.sock", "/own"}  # a tmpfs and a secret stay where they are
    assert (middle["/store"]["volume"], middle["/store"]["read_only"]) == ("compose:volume/store", False)
    assert middle["/x.sock"]["read_only"] is True
    lines = dict(zip(middle, facts(reading, "compose:middle/middle")["mounts"].item_lines, strict=True))
    assert set(lines.values()) == {8}
    shared = {e.uid for e in reading.model.related("mounts", "compose:middle/middle")}
    assert shared >= {"compose:volume/store", "compose:volume/bind:./seed"}
    assert reading.model.elements["compose:volume/bind:./seed"].source.line == 5


def test_what_is_shared_read_only_and_what_a_service_mounts_itself_count_first(
    read_texts: ReadTexts,
) -> None:
    web = {record["path"]: record for record in value(read_texts(SHARING), "compose:web/web", "mounts")}

    assert all(web[path]["read_only"] for path in ("/store", "/x.sock", "/own"))
    assert (web["/seed"]["source"], web["/seed"]["read_only"]) == ("other", False)


def test_services_that_share_in_a_circle_end(read_texts: ReadTexts) -> None:
    names = [f"s{n}" for n in range(300)]
    services = "".join(
        f"  {name}: {{image: 'example/a:1', volumes: ['v{n}:/v{n}'], volumes_from: [{names[n - 1]}]}}\n"
        for n, name in enumerate(names)
    )

    reading = read_texts(f"services:\n{services}")

    assert len(value(reading, "compose:s0/s0", "mounts")) == 51


def test_of_one_that_has_many_mounts_a_service_shares_the_first(read_texts: ReadTexts) -> None:
    """What does not count, such as a tmpfs, is not looked for without end either."""
    held = "".join(f"      - {{type: tmpfs, target: '/t{n}'}}\n      - 'v{n}:/v{n}'\n" for n in range(500))
    base = f"  base:\n    image: 'example/a:1'\n    volumes:\n{held}"

    reading = read_texts(f"services:\n{base}  web: {{image: 'example/a:1', volumes_from: [base]}}\n")

    assert len(value(reading, "compose:base/base", "mounts")) == 1000
    assert [record["path"] for record in value(reading, "compose:web/web", "mounts")][-1] == "/v49"


@pytest.mark.parametrize("named", ["gone", "container:legacy:ro"])
def test_what_volumes_from_names_beyond_the_files_is_reported(read_texts: ReadTexts, named: str) -> None:
    reading = read_texts(service(f"volumes_from: ['{named}']"))

    assert value(reading, "compose:a/a", "mounts") == []
    (problem,) = (p for p in reading.problems if "volumes_from" in p.message)
    assert (problem.line, problem.severity) == (4, "warning")
