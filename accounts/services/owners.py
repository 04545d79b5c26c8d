"""A tenant that has an owner keeps one."""

from collections.abc import Iterator
from contextlib import contextmanager

from accounts.choices import ResourceType
from accounts.models import GroupGrant, Resource, UserGrant
from accounts.roles import OWNER
from portal.errors import Conflict

# An owner whose grant expires does not count: nobody would be left the day after.
OF_A_TENANT = {
    "permission__codename": OWNER.key,
    "content_object__type": ResourceType.TENANT,
    "expires_at": None,
}


@contextmanager
def keeping_owners(*, going: Resource | None = None) -> Iterator[None]:
    """Raises Conflict when what happens inside takes the last active owner of some tenant.

    `going` is the card of a tenant that needs none any more.
    """
    _one_at_a_time()
    before = _owned()
    if going is not None:
        before.pop(going.pk, None)
    yield
    lost = before.items() - _owned().items()
    if lost:
        names = ", ".join(sorted(name for _, name in lost))
        raise Conflict(
            f"{names} would be left without an active owner. Make somebody else Owner of the "
            "tenant first. Nothing was changed."
        )


def _one_at_a_time() -> None:
    """Two who each remove one of the last two owners wait for one another."""
    tenants = Resource.objects.select_for_update(no_key=True).filter(type=ResourceType.TENANT)
    list(tenants.order_by("pk").values_list("pk"))


def _owned() -> dict[int, str]:
    """Names of the tenants that some active principal owns for good, by card id."""
    columns = ("content_object_id", "content_object__name")
    direct = UserGrant.objects.filter(**_lasting("user"), **OF_A_TENANT)
    grouped = GroupGrant.objects.filter(**_lasting("group__user"), **OF_A_TENANT)
    return dict(direct.values_list(*columns).union(grouped.values_list(*columns)))


def _lasting(user: str) -> dict[str, object]:
    """Neither disabled nor an app of elsewhere whose consent ends by itself."""
    return {f"{user}__is_active": True, f"{user}__as_service__expires_at__isnull": True}
