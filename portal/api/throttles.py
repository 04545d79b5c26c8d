"""So many calls per principal and minute, counted for all web processes together."""

import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

WINDOW = 60  # seconds
SAFE = {"GET", "HEAD", "OPTIONS"}


class PrincipalThrottle(BaseThrottle):
    """Reads and writes apart. While the cache cannot be asked, nobody is held back."""

    def allow_request(self, request: Request, view: Any) -> bool:
        kind = "reads" if request.method in SAFE else "writes"
        limit: int = getattr(settings, f"SIG_API_{kind.upper()}_PER_MINUTE")
        used = _count(f"api:{kind}:{request.user.pk}:{int(time.time()) // WINDOW}")
        view.headers[f"x-ms-ratelimit-remaining-subscription-{kind}"] = str(max(0, limit - used))
        return used <= limit

    def wait(self) -> float:
        return WINDOW - time.time() % WINDOW


def _count(key: str) -> int:
    try:
        cache.add(key, 0, timeout=2 * WINDOW)
        return int(cache.incr(key))
    except (RedisError, ValueError):  # away, or forgotten between the two
        return 0
