"""Lists and single questions give the same answer, and it is the one the tree gives."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.choices import ResourceType
from accounts.models import Access, Group, GroupGrant, Resource, User, UserGrant
from accounts.roles import ROLES
from galleries.models import Gallery, ImageDefinition, ImageVersion
from tests.accounts.house import House
from tests.support import factories

SCOPES = ("contoso", "platform", "images", "base", "ubuntu", "debian", "desktops", "desk", "kiosk")
ACTIONS = (
    "Microsoft.Compute/galleries/read",
    "Microsoft.Compute/galleries/write",
    "Microsoft.Compute/galleries/share/action",
    "Microsoft.Compute/galleries/images/versions/write",
    "Microsoft.Authorization/roleAssignments/write",
)
MODELS = (Gallery, ImageDefinition, ImageVersion)


@dataclass(frozen=True)
class Given:
    """A role given to one of the principals on one of the scopes; maybe it has ended."""

    to: int
    role: str
    on: str
    has_ended: bool


GIVEN = st.builds(
    Given,
    to=st.integers(0, 5),
    role=st.sampled_from([role.key for role in ROLES]),
    on=st.sampled_from(SCOPES),
    has_ended=st.sampled_from([False, False, False, True]),
)


@pytest.fixture
def people(house: House) -> list[User]:
    """The first is in both groups, the second in one; the last is of another tenant."""
    return [
        factories.person(house.contoso),
        factories.person(house.contoso),
        factories.app(house.contoso),
        factories.person(house.fabrikam),
    ]


@pytest.fixture
def groups(people: list[User]) -> list[Group]:
    return [factories.group(members=(people[0], people[1])), factories.group(members=(people[0],))]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(given=st.lists(GIVEN, max_size=12, unique_by=lambda g: (g.to, g.role, g.on)))
def test_lists_and_questions_agree(
    house: House, people: list[User], groups: list[Group], given: list[Given]
) -> None:
    with granted(house, people, groups, given):
        for person in people:
            access, told = Access.of(person), Tree(house, person)
            for name, card in house.cards.items():
                expected = {action for action in ACTIONS if told.allows(action, card)}
                assert {action for action in ACTIONS if access.can(action, card)} == expected, name
            assert set(Resource.objects.filter(access.readable())) == {
                card for card in house.cards.values() if told.allows(f"{card.type}/read", card)
            }
            lists_agree(house, access)


def lists_agree(house: House, access: Access) -> None:
    for model in MODELS:
        for action in (*ACTIONS, f"{model.TYPE}/read"):
            listed = {row.resource for row in model.objects.accessible(access, action)}
            assert listed == {
                card
                for card in house.cards.values()
                if card.type == model.TYPE and access.can(action, card)
            }


class Tree:
    """The rule said plainly: up from parent to parent, asking each what was given there."""

    def __init__(self, house: House, person: User) -> None:
        self.cards = {card.pk: card for card in house.cards.values()}
        direct = UserGrant.objects.filter(user=person)
        grouped = GroupGrant.objects.filter(group__in=person.groups.all())
        self.grants = [
            grant
            for rows in (direct, grouped)
            for grant in rows.select_related("permission")
            if grant.is_live
        ]

    def allows(self, action: str, card: Resource) -> bool:
        held = [grant.role for grant in self.grants if grant.content_object_id == card.pk]
        if any(role.allows(action) for role in held):
            return True
        return card.parent_id is not None and self.allows(action, self.cards[card.parent_id])


@contextmanager
def granted(
    house: House, people: list[User], groups: list[Group], given: list[Given]
) -> Iterator[None]:
    """The grants, for as long as one example takes."""
    with transaction.atomic():
        for one in given:
            give(house, [*people, *groups][one.to], one)
        yield
        transaction.set_rollback(True)


def give(house: House, principal: User | Group, one: Given) -> None:
    columns = {
        "permission": Permission.objects.get(codename=one.role),
        "content_object": house[one.on],
        "expires_at": timezone.now() - timedelta(hours=1) if one.has_ended else None,
    }
    if isinstance(principal, User):
        UserGrant.objects.create(user=principal, **columns)
    else:
        GroupGrant.objects.create(group=principal.auth_group, **columns)


def test_every_type_of_card_is_covered(house: House) -> None:
    assert {card.type for card in house.cards.values()} == set(ResourceType)
