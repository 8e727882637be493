"""Compose files of others: every one is read, and the known ones give the flows a reader would draw."""

from pathlib import Path

import pytest

from threatmodel.engine.importers import Reading, TextFile, read
from threatmodel.engine.model import CATALOGUE


def read_files(*paths: Path) -> Reading:
    return read([TextFile(str(path), path.read_bytes()) for path in paths])


def compose_files(corpus: Path) -> list[Path]:
    return sorted(path for path in corpus.rglob("*compose*.y*ml") if path.is_file())


def between_workloads(reading: Reading) -> set[str]:
    kinds = {uid: element.kind for uid, element in reading.model.elements.items()}
    return {
        f"{flow.source}->{flow.destination}".replace("compose:", "")
        for flow in reading.model.flows.values()
        if kinds[flow.source] == kinds[flow.destination] == "workload"
    }


def test_every_compose_file_is_read_without_an_error(corpus: Path) -> None:
    files = compose_files(corpus)
    assert len(files) >= 40

    for path in files:
        reading = read_files(path)
        assert all(problem.severity != "error" for problem in reading.problems), path
        assert any(element.kind == "workload" for element in reading.model.elements.values()), path
        for element in reading.model.elements.values():
            assert element.facts.keys() <= CATALOGUE.kinds[element.kind].facts.keys(), (path, element.uid)


def test_all_of_them_together_are_separate_projects(corpus: Path) -> None:
    files = compose_files(corpus)

    together = read_files(*files)

    # Files of one folder make one project: some only add to the services of another.
    folders = {path.parent for path in files}
    alone = sum(workloads(read_files(*(path for path in files if path.parent == one))) for one in folders)
    assert workloads(together) == alone


def workloads(reading: Reading) -> int:
    return sum(element.kind == "workload" for element in reading.model.elements.values())


def test_the_voting_app_is_drawn_as_its_authors_draw_it(corpus: Path) -> None:
    reading = read_files(corpus / "voting-app" / "docker-compose.yml")

    assert between_workloads(reading) == {"vote->redis", "worker->redis", "worker->db", "result->db"}
    outside = {
        (flow.source, flow.destination, flow.facts["port"].value)
        for flow in reading.model.flows.values()
        if not flow.source.startswith("compose:")
    }
    assert outside == {
        ("internet", "compose:vote", 80),
        ("internet", "compose:result", 80),
        ("node:compose/local", "compose:result", 9229),
    }
    assert all(flow.why and flow.provenance.line for flow in reading.model.flows.values())
    assert [(problem.severity, problem.line) for problem in reading.problems] == [("info", 83)]


def test_the_voting_app_seeds_votes_only_with_its_profile(corpus: Path) -> None:
    path = corpus / "voting-app" / "docker-compose.yml"

    reading = read([TextFile(str(path), path.read_bytes())], profiles=frozenset({"seed"}))

    assert between_workloads(reading) == {
        "vote->redis",
        "worker->redis",
        "worker->db",
        "result->db",
        "seed->vote",
    }


def test_queue_master_of_sock_shop_mounts_the_docker_socket(corpus: Path) -> None:
    path = corpus / "sock-shop" / "deploy" / "docker-compose" / "docker-compose.yml"

    fact = read_files(path).model.elements["compose:queue-master/queue-master"].facts["mounts"]

    assert isinstance(fact.value, list)
    index = next(i for i, mount in enumerate(fact.value) if mount["source"] == "/var/run/docker.sock")
    line = path.read_text().splitlines()[fact.item_lines[index] - 1]
    assert line.strip() == "- /var/run/docker.sock:/var/run/docker.sock"


def test_crapi_is_drawn_from_its_variables(corpus: Path) -> None:
    reading = read_files(corpus / "crapi" / "deploy" / "docker" / "docker-compose.yml")

    assert {
        "crapi-web->crapi-identity",
        "crapi-web->crapi-community",
        "crapi-web->crapi-workshop",
        "crapi-identity->postgresdb",
        "crapi-identity->mailhog",
        "crapi-identity->api.mypremiumdealership.com",
        "mailhog->mongodb",
    } <= between_workloads(reading)
    assert {flow.source for flow in reading.model.flows.values()} & {"internet"} == set()


def test_no_password_of_the_corpus_is_kept(corpus: Path) -> None:
    for path in compose_files(corpus):
        text = repr(read_files(path).model.elements) + repr(read_files(path).problems)
        for password in ("crapisecretpassword", "passw0rd", "whalehello", "xxxxxxxxxxxxxx", "somewordpress"):
            assert password not in text, path


@pytest.mark.parametrize(
    ("name", "flows"),
    [
        ("nextcloud-redis-mariadb", {"nc->redis", "nc->db"}),
        ("traefik-golang", {"frontend->backend"}),
        ("nginx-golang-postgres", {"proxy->backend", "backend->db"}),
        ("wordpress-mysql", {"wordpress->db"}),
        ("elasticsearch-logstash-kibana", {"logstash->elasticsearch", "kibana->elasticsearch"}),
        ("portainer", set()),
    ],
)
def test_awesome_compose(corpus: Path, name: str, flows: set[str]) -> None:
    (path,) = (corpus / "awesome-compose" / name).glob("compose.y*ml")

    assert between_workloads(read_files(path)) == flows
