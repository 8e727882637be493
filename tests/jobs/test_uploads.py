"""An upload waits encrypted, and not for long."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from tests.people import People
from threatmodel.jobs.encryption import InvalidToken, decrypt, encrypt
from threatmodel.jobs.handler_registry import JobFailed
from threatmodel.jobs.models import Job, Upload
from threatmodel.jobs.selectors import uploads_read
from threatmodel.jobs.services import UploadedFile, UploadsTooLarge, job_create, uploads_delete_old

pytestmark = pytest.mark.both_databases
CANARY = b"canary-7f3a-password: hunter2"


@pytest.fixture
def job(cast: People) -> Job:
    files = [UploadedFile("b.yaml", CANARY * 50), UploadedFile("a.yaml", b"")]
    return job_create(team=cast.team, kind="import", user=cast.bob, files=files)


def test_the_worker_reads_what_was_given_in_its_order(job: Job) -> None:
    assert list(uploads_read(job=job)) == [("b.yaml", CANARY * 50), ("a.yaml", b"")]


def test_the_database_holds_no_plaintext(job: Job) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ciphertext FROM jobs_upload")
        stored = b"".join(bytes(row[0]) for row in cursor.fetchall())

    assert len(stored) > len(CANARY)
    assert b"canary" not in stored
    assert b"hunter2" not in stored


def test_one_content_is_never_stored_alike_twice() -> None:
    assert encrypt(CANARY, purpose="upload") != encrypt(CANARY, purpose="upload")


def test_a_key_serves_one_purpose() -> None:
    with pytest.raises(InvalidToken):
        decrypt(encrypt(CANARY, purpose="upload"), purpose="mfa")


def test_a_former_key_still_reads(settings: Settings, job: Job) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "x" * 50

    assert next(uploads_read(job=job))[1] == CANARY * 50


def test_a_lost_key_is_reported(settings: Settings, job: Job) -> None:
    settings.SECRET_KEY = "x" * 50

    with pytest.raises(JobFailed, match="Import them again"):
        list(uploads_read(job=job))


def test_an_hour_later_the_files_are_gone_and_the_job_says_so(job: Job) -> None:
    Upload.objects.update(created_at=timezone.now() - timedelta(minutes=61))

    assert uploads_delete_old() == 2
    with pytest.raises(JobFailed, match="hour"):
        list(uploads_read(job=job))


def test_younger_files_stay(job: Job) -> None:
    Upload.objects.update(created_at=timezone.now() - timedelta(minutes=59))

    assert uploads_delete_old() == 0


def test_too_much_is_refused_and_nothing_is_written(cast: People, settings: Settings) -> None:
    settings.UPLOADS_MAX_BYTES = 10

    with pytest.raises(UploadsTooLarge):
        job_create(team=cast.team, kind="import", user=cast.bob, files=[UploadedFile("a", b"12345")] * 3)
    assert not Job.objects.exists()
