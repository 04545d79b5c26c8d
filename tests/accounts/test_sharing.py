"""Who sees what when it is shared where: the matrix, for every kind of principal."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Access, GroupGrant, Operator, Resource, User, UserGrant
from accounts.roles import (
    CONTRIBUTOR,
    GALLERY_ARTIFACTS_PUBLISHER,
    GALLERY_IMAGE_READER,
    GALLERY_SHARING_ADMIN,
    OWNER,
    READER,
    USER_ACCESS_ADMINISTRATOR,
    Role,
)
from accounts.services import directory
from galleries.models import Gallery, ImageDefinition, ImageVersion
from portal.errors import Forbidden, InvalidInput
from tests.accounts.house import House
from tests.support import factories

UBUNTU = {"ubuntu", "ubuntu/1.0.0"}
IMAGES_OF_BASE = UBUNTU | {"debian", "debian/1.0.0"}
BASE = IMAGES_OF_BASE | {"base"}
KIOSK = {"kiosk", "kiosk/1.0.0"}
GALLERIES = BASE | KIOSK | {"desk"}
GROUPS = GALLERIES | {"images", "desktops"}
ALL = GROUPS | {"platform", "contoso"}

MATRIX = [
    (READER, "ubuntu", UBUNTU),
    (READER, "base", BASE),
    (READER, "images", BASE | {"images"}),
    (READER, "platform", GROUPS | {"platform"}),
    (READER, "contoso", ALL),
    (GALLERY_IMAGE_READER, "ubuntu", UBUNTU),
    (GALLERY_IMAGE_READER, "base", IMAGES_OF_BASE),
    (GALLERY_IMAGE_READER, "contoso", IMAGES_OF_BASE | KIOSK),
    (GALLERY_ARTIFACTS_PUBLISHER, "base", BASE),
    (GALLERY_ARTIFACTS_PUBLISHER, "platform", GROUPS),
    (GALLERY_SHARING_ADMIN, "base", set()),
    (CONTRIBUTOR, "base", BASE),
    (USER_ACCESS_ADMINISTRATOR, "base", BASE),
    (OWNER, "ubuntu", UBUNTU),
    (OWNER, "contoso", ALL),
]

Share = Callable[[House, Role, Resource], User]


def to_a_person(house: House, role: Role, card: Resource) -> User:
    person = factories.person(house.contoso)
    factories.grant(role, person, card)
    return person


def to_an_app(house: House, role: Role, card: Resource) -> User:
    app = factories.app(house.contoso)
    factories.grant(role, app, card)
    return app


def to_their_group(house: House, role: Role, card: Resource) -> User:
    person = factories.person(house.contoso)
    factories.grant(role, factories.group(members=(person,)), card)
    return person


def to_a_person_of_another_tenant(house: House, role: Role, card: Resource) -> User:
    person = factories.person(house.fabrikam)
    factories.grant(role, person, card)
    return person


def to_a_group_of_another_tenant(house: House, role: Role, card: Resource) -> User:
    person = factories.person(house.fabrikam)
    factories.grant(role, factories.group(members=(person,)), card)
    return person


WAYS = [
    to_a_person,
    to_an_app,
    to_their_group,
    to_a_person_of_another_tenant,
    to_a_group_of_another_tenant,
]


@pytest.mark.parametrize("share", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize(
    ("role", "scope", "seen"), MATRIX, ids=[f"{role.key}-on-{scope}" for role, scope, _ in MATRIX]
)
def test_matrix(house: House, share: Share, role: Role, scope: str, seen: set[str]) -> None:
    principal = share(house, role, house[scope])

    assert house.readable(principal) == seen
    access = Access.of(principal)
    can = {name for name, card in house.cards.items() if access.can(f"{card.type}/read", card)}
    assert can == seen
    for model in (Gallery, ImageDefinition, ImageVersion):
        listed = house.names(row.resource for row in model.objects.visible_to(principal))
        assert listed == seen & house.names(row.resource for row in model.objects.all())


def test_nothing_is_seen_without_a_grant(house: House) -> None:
    assert house.readable(factories.person(house.contoso)) == set()


def test_the_operator_sees_everything(house: House) -> None:
    assert Gallery.objects.visible_to(Operator()).count() == 2


def test_a_single_version_is_not_shared_and_the_answer_says_what_is(house: House) -> None:
    person = factories.person(house.contoso)

    with pytest.raises(InvalidInput, match="Share its definition instead.*ubuntu"):
        factories.grant(READER, person, house["ubuntu/1.0.0"])

    assert house.readable(person) == set()


def test_access_ends_by_itself(house: House) -> None:
    person = factories.person(house.contoso)
    grant = factories.grant(
        READER, person, house["base"], expires_at=timezone.now() + timedelta(hours=1)
    )
    assert house.readable(person) == BASE

    UserGrant.objects.filter(pk=grant.pk).update(expires_at=timezone.now())

    assert house.readable(person) == set()


def test_the_access_of_a_group_ends_by_itself(house: House) -> None:
    person = factories.person(house.contoso)
    grant = factories.grant(READER, factories.group(members=(person,)), house["base"])

    GroupGrant.objects.filter(pk=grant.pk).update(expires_at=timezone.now())

    assert house.readable(person) == set()


def test_who_leaves_the_group_loses_what_it_has(house: House) -> None:
    person = factories.person(house.contoso)
    group = factories.group(members=(person,))
    factories.grant(READER, group, house["base"])

    directory.remove_member(actor=factories.ACTOR, group=group, user=person)

    assert house.readable(person) == set()


def test_an_inactive_person_sees_nothing_until_activated(house: House) -> None:
    person = factories.person(house.contoso)
    factories.grant(READER, person, house["base"])

    directory.set_active(actor=factories.ACTOR, user=person, is_active=False)
    assert house.readable(person) == set()

    directory.set_active(actor=factories.ACTOR, user=person, is_active=True)
    assert house.readable(person) == BASE


def test_several_grants_add_up(house: House) -> None:
    person = factories.person(house.contoso)
    factories.grant(READER, person, house["debian"])
    factories.grant(GALLERY_IMAGE_READER, person, house["desk"])

    assert house.readable(person) == {"debian", "debian/1.0.0"} | KIOSK


def test_an_administrator_sees_no_tenant_until_elevated(house: House) -> None:
    administrator = factories.person(house.fabrikam, is_administrator=True)
    assert house.readable(administrator) == set()

    elevated = directory.elevate(actor=factories.actor_of(administrator), reason="Ticket 4711")

    assert house.readable(elevated) == ALL
    assert not Access.of(elevated).can("Microsoft.Compute/galleries/write", house["base"])


def test_elevation_ends_by_itself(house: House) -> None:
    administrator = factories.person(house.fabrikam, is_administrator=True)
    elevated = directory.elevate(actor=factories.actor_of(administrator), reason="Ticket 4711")
    assert elevated.elevated_until is not None
    assert elevated.elevated_until <= timezone.now() + timedelta(hours=1)

    elevated.elevated_until = timezone.now()

    assert house.readable(elevated) == set()


def test_elevation_can_be_ended_early(house: House) -> None:
    administrator = factories.person(house.fabrikam, is_administrator=True)
    actor = factories.actor_of(administrator)
    directory.elevate(actor=actor, reason="Ticket 4711")

    assert house.readable(directory.stop_elevation(actor=actor)) == set()


def test_elevation_falls_with_the_office(house: House) -> None:
    administrator = factories.person(house.fabrikam, is_administrator=True)
    elevated = directory.elevate(actor=factories.actor_of(administrator), reason="Ticket 4711")

    elevated.is_installation_administrator = False

    assert house.readable(elevated) == set()


def test_nobody_else_elevates_themselves(house: House) -> None:
    owner = to_a_person(house, OWNER, house["contoso"])

    with pytest.raises(Forbidden):
        directory.elevate(actor=factories.actor_of(owner), reason="Curious")


def test_rights_are_read_in_one_query_and_a_list_in_one_more(
    house: House, django_assert_num_queries
) -> None:
    person = to_their_group(house, READER, house["base"])
    for name in ("contoso", "platform", "images", "ubuntu", "desk"):
        factories.grant(READER, person, house[name])

    with django_assert_num_queries(1):
        access = Access.of(person)
    with django_assert_num_queries(1):
        list(ImageVersion.objects.accessible(access))
    with django_assert_num_queries(0):
        access.can("Microsoft.Compute/galleries/read", house["base"])
