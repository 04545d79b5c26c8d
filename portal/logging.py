"""One line per event, with the id of the request or task it belongs to."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

from portal import request_id


class Text(logging.Formatter):
    """For people: when, how grave, where, what."""

    def format(self, record: logging.LogRecord) -> str:
        return " ".join(
            [_when(record), record.levelname, record.name, super().format(record), _request()]
        ).rstrip()


class Json(logging.Formatter):
    """For collectors: one object a line."""

    def format(self, record: logging.LogRecord) -> str:
        event = {
            "at": _when(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": request_id.current(),
            "error": self.formatException(record.exc_info) if record.exc_info else "",
        }
        return json.dumps({name: value for name, value in event.items() if value}, default=str)


class WithCause(logging.Filter):
    """Failed requests only with their traceback: that they failed is told by our own line."""

    def filter(self, record: logging.LogRecord) -> bool:
        return bool(record.exc_info)


def _when(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _request() -> str:
    value = request_id.current()
    return f"request={value}" if value else ""


def configuration(level: str, kind: str) -> dict[str, Any]:
    """Django's LOGGING: `kind` is `text` or `json`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"text": {"()": Text}, "json": {"()": Json}},
        "filters": {"with_cause": {"()": WithCause}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": kind}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.request": {"filters": ["with_cause"]},
            "celery": {"level": "WARNING"},
            "kombu": {"level": "WARNING"},
        },
    }
