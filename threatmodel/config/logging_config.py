"""Logging: one JSON object per line, or colored text for a developer's console."""

from typing import Any

import structlog


def logging_settings(*, level: str, pretty: bool) -> dict[str, Any]:
    """Return the configuration of Python's logging; structlog passes through the same formatter."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    rendering = (
        [structlog.dev.ConsoleRenderer()]
        if pretty
        # Values are escaped by JSON: a line break in user text cannot forge a second line.
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # RequestLog writes one line per request; Django's own would repeat it.
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "WARNING"},
            "uvicorn.access": {"level": "WARNING"},
            "uvicorn.error": {"level": "WARNING"},
            # One line for each request to /mcp, and for each of its requests to the API.
            "mcp": {"level": "WARNING"},
            "httpx2": {"level": "WARNING"},
            "celery": {"level": "WARNING"},
            "kombu": {"level": "WARNING"},
            "amqp": {"level": "WARNING"},
        },
    }


def structlog_configure(logging: dict[str, Any]) -> None:
    """Configure structlog to write through Python's logging with these settings."""
    structlog.configure(
        processors=[
            *logging["formatters"]["structured"]["foreign_pre_chain"],
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
