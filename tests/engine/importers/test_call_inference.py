"""Which names of variables hold an address: one list for every format that has variables."""

import pytest

from threatmodel.engine.importers.variable_names import holds_address, names_job_queue, names_own_address


@pytest.mark.parametrize(
    "name",
    [
        "DB_HOST",
        "redisAddr",
        "UPSTREAM_2",
        "OIDC_ISSUER_URL",
        "NEXT_PUBLIC_API_URL",
        "FRONTEND_ADDR",
        "--target",
        "LLM_SERVICE_HOST_IP",
    ],
)
def test_last_word_says_that_it_holds_an_address(name: str) -> None:
    assert holds_address(name)


@pytest.mark.parametrize("name", ["HOST_NAME_PREFIX", "REDIS_HOST_PASSWORD", "MODE", "42", ""])
def test_other_last_words_do_not(name: str) -> None:
    assert not holds_address(name)


@pytest.mark.parametrize(
    "name",
    [
        "CORS_ORIGIN_URL",
        "PUBLIC_URL",
        "FRONTEND_URL",
        "WEB_APP_URL",
        "NO_PROXY",
        "advertisedListeners",
        "BIND_ADDRESS",
    ],
)
def test_names_about_the_program_itself_hold_no_address_of_others(name: str) -> None:
    assert names_own_address(name)
    assert not holds_address(name)


@pytest.mark.parametrize(
    ("name", "is_queue"),
    [
        ("CELERY_BROKER_URL", True),
        ("BROKER_URL", True),
        ("QUEUE_BULL_REDIS_HOST", True),
        ("SIDEKIQ_REDIS_URL", True),
        ("redisQueueHost", True),
        ("BULL_EVENTS_REDIS_URL", True),
        ("KAFKA_BROKER", False),
        ("KAFKA_BROKERS", False),
        ("MQTT_BROKER_URL", False),
        ("EVENT_QUEUE_URL", False),
        ("MESSAGE_BROKER_HOST", False),
        ("REDIS_URL", False),
    ],
)
def test_a_queue_of_jobs_is_named_as_one_and_a_broker_of_messages_is_none(name: str, is_queue: bool) -> None:
    assert names_job_queue(name) is is_queue
