"""What the frame of every page shows of the person who looks at it."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property

from accounts import sample


class Shell:
    """Read only when a template asks: error pages and fragments often need none of it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def user(self) -> Any:
        user = getattr(self._request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def tenant(self) -> Any:
        return self.user.tenant if self.user else None

    @property
    def is_administrator(self) -> bool:
        return bool(self.user and self.user.is_installation_administrator)

    @property
    def elevated_until(self) -> Any:
        """Until when an administrator sees every tenant's resources; None for everybody else."""
        return self.user.elevated_until if self.user and self.user.is_elevated else None

    @cached_property
    def has_sample(self) -> bool:
        """Whether to offer what belongs to the sample organisation alone."""
        return sample.is_here(self._request) and sample.exists()


def shell(request: HttpRequest) -> dict[str, Shell]:
    return {"shell": Shell(request)}
