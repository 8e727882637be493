"""Passwords on command lines, by options whose names do not say so."""

import pytest

from tests.engine.importers.kubernetes.manifests import read_manifests, value
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.importers.command_logins import command_logins

SECRET = "q7Xk2mWv9"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["sh", "-c", f"mysqldump -h db -uroot -p{SECRET} shop > /b.sql"], ["mysqldump -p"]),
        (["mysqldump", f"-p{SECRET}", "shop"], ["mysqldump -p"]),
        (["sh", "-c", "mysqldump -u root -p shop"], []),  # it asks for it
        (["sh", "-c", "mysqldump -p$PASSWORD shop"], []),
        (["sh", "-c", 'mysqldump -p"${PASSWORD}" shop'], []),
        (["sh", "-c", f"set -e\nmongodump -u a -p {SECRET}\ncp -p a b"], ["mongodump -p"]),
        (["sh", "-c", "mongodump --uri $URI\ncp -p a b"], []),
        (["sh", "-c", f"curl -k -u admin:{SECRET} -T /b https://nas.example/"], ["curl -u"]),
        (["sh", "-c", f"tar c /d | curl --user='a:{SECRET}' -T - https://nas.example/"], ["curl --user"]),
        (["sh", "-c", "curl -u $NAME:$PASSWORD https://nas.example/"], []),
        (["sh", "-c", "curl -u admin: https://nas.example/"], []),
        (["/usr/bin/redis-cli", "-a", SECRET, "ping"], ["redis-cli -a"]),
        (["sh", "-c", f"sshpass -p {SECRET} ssh a@b"], ["sshpass -p"]),
        (["sh", "-c", f"echo 'it is; sqlcmd -S . -P {SECRET}"], ["sqlcmd -P"]),
        (["sh", "-c", f"curl -uadmin:{SECRET} https://nas.example/"], ["curl -u"]),
        (["sh", "-c", f"sqlcmd -S . -P{SECRET}"], ["sqlcmd -P"]),
        (["sh", "-c", "sshpass -e ssh -p 2222 root@nas.example"], []),
        (["sh", "-c", "sshpass -f /run/password ssh -p 2222 root@nas.example"], []),
        (["sh", "-c", "docker run --name mysql -p3306:3306 mysql:8"], []),  # the name of a container
        (["sh", "-c", "wait-for --host mongo -p 27017"], []),
        (["sh", "-c", "curl -a ftp://nas.example/file"], []),  # it appends
        (["sh", "-c", f"su app -c 'curl -u admin:{SECRET} https://nas.example/'"], ["curl -u"]),
        (["sh", "-c", f"watch \"curl -s -u 'admin:{SECRET}' https://nas.example/\""], ["curl -u"]),
        (["sh", "-c", f'X=$(curl -s -u "admin:{SECRET}" https://nas.example/); echo "$X"'], ["curl -u"]),
        (["sh", "-c", f"X=`/usr/bin/curl -u admin:{SECRET} https://nas.example/`"], ["curl -u"]),
        (["sh", "-c", "su app -c 'curl -u admin:$PASSWORD https://nas.example/'"], []),
        (["sh", "-c", "apk add curl && nginx"], []),  # the program is the last word
        (["mongosh"], []),
        (["nginx", "-p", SECRET], []),
        ([], []),
    ],
)
def test_programs_get_passwords_by_options_of_their_own(words: list[str], found: list[str]) -> None:
    assert command_logins(words) == found


def test_a_backup_job_shows_its_password() -> None:
    reading = read_manifests(
        "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: backup}\n"
        "spec: {schedule: '0 2 * * *', jobTemplate: {spec: {template: {spec: {containers: [{name: a, "
        f"image: 'mysql:8', command: [sh, -c, 'mysqldump -h db -p{SECRET} shop']}}]}}}}}}}}}}\n"
    )

    assert value(reading, "k8s:default/CronJob/backup/a", "argument_credentials") == ["mysqldump -p"]
    assert SECRET not in repr(reading)


def test_so_does_a_service_of_compose() -> None:
    text = f"services: {{backup: {{image: 'mysql:8', command: sh -c 'mysqldump -h db -p{SECRET} shop'}}}}\n"

    reading = read([TextFile("compose.yaml", text.encode())])

    found = reading.model.elements["compose:backup/backup"].facts["argument_credentials"].value
    assert found == ["mysqldump -p"]
    assert SECRET not in repr(reading)
