import pytest

from accounts.roles import (
    CONTRIBUTOR,
    GALLERY_ARTIFACTS_PUBLISHER,
    GALLERY_IMAGE_READER,
    GALLERY_SHARING_ADMIN,
    OWNER,
    READER,
    ROLES,
    USER_ACCESS_ADMINISTRATOR,
    lacks,
)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.key)
def test_an_owner_lacks_nothing_and_each_role_not_itself(role):
    assert lacks({OWNER}, role) == []
    assert lacks({role}, role) == []


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        ({USER_ACCESS_ADMINISTRATOR}, OWNER),
        ({USER_ACCESS_ADMINISTRATOR}, CONTRIBUTOR),
        ({USER_ACCESS_ADMINISTRATOR}, GALLERY_ARTIFACTS_PUBLISHER),
        ({USER_ACCESS_ADMINISTRATOR}, GALLERY_SHARING_ADMIN),
        ({CONTRIBUTOR}, OWNER),
        ({CONTRIBUTOR}, USER_ACCESS_ADMINISTRATOR),
        ({CONTRIBUTOR}, GALLERY_SHARING_ADMIN),
        # Together they still cannot share a gallery.
        ({CONTRIBUTOR, USER_ACCESS_ADMINISTRATOR}, OWNER),
        ({GALLERY_IMAGE_READER}, READER),
        (set(), GALLERY_IMAGE_READER),
    ],
)
def test_what_is_missing_is_named(held, wanted):
    assert lacks(held, wanted)


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        ({USER_ACCESS_ADMINISTRATOR}, READER),
        ({USER_ACCESS_ADMINISTRATOR}, GALLERY_IMAGE_READER),
        ({CONTRIBUTOR}, READER),
        ({CONTRIBUTOR}, GALLERY_ARTIFACTS_PUBLISHER),
        ({READER}, GALLERY_IMAGE_READER),
        ({CONTRIBUTOR, USER_ACCESS_ADMINISTRATOR, GALLERY_SHARING_ADMIN}, CONTRIBUTOR),
    ],
)
def test_a_wider_role_covers_a_narrower_one(held, wanted):
    assert lacks(held, wanted) == []


def test_actions_are_compared_without_regard_to_case():
    assert READER.allows("microsoft.compute/GALLERIES/Read")


def test_a_contributor_neither_gives_access_nor_shares():
    assert CONTRIBUTOR.allows("Microsoft.Compute/galleries/write")
    assert not CONTRIBUTOR.allows("Microsoft.Authorization/roleAssignments/write")
    assert not CONTRIBUTOR.allows("Microsoft.Authorization/roleAssignments/delete")
    assert not CONTRIBUTOR.allows("Microsoft.Compute/galleries/share/action")
