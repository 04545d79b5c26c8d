"""Two addresses for machines: is this process alive, and can the installation do its work."""

from collections.abc import Callable

import redis
from celery.exceptions import CeleryError
from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from kombu.exceptions import KombuError

from portal.celery import app

PATIENCE = 2  # seconds for each part to answer


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when every part answers, else 503; the body names each part's state."""
    parts = {"database": _state(_database), "broker": _state(_broker)}
    # They are asked through the broker.
    parts["workers"] = _state(_workers) if parts["broker"] == "ok" else parts["broker"]
    is_ready = all(state == "ok" for state in parts.values())
    return JsonResponse(parts, status=200 if is_ready else 503)


def _state(check: Callable[[], bool]) -> str:
    try:
        return "ok" if check() else "nobody answers"
    except (Error, redis.RedisError, CeleryError, KombuError, OSError) as error:
        return type(error).__name__


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _broker() -> bool:
    with redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE) as broker:
        return bool(broker.ping())


def _workers() -> bool:
    return bool(app.control.ping(timeout=PATIENCE, limit=1))
