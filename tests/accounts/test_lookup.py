import pytest
from django.db.models import Q

from accounts import lookup
from accounts.choices import ResourceType
from accounts.models import OPERATOR, Access
from accounts.roles import CONTRIBUTOR, GALLERY_IMAGE_READER, READER
from portal.errors import InvalidInput, NotFound
from tests.accounts import catalogue
from tests.support import factories

EVERYTHING = Access.of(OPERATOR)


@pytest.mark.parametrize("text", ["Contoso", "contoso", " CONTOSO ", "contoso.example"])
def test_a_tenant_by_name_or_domain(house, text):
    assert lookup.find_tenant(EVERYTHING, text) == house.contoso


def test_a_tenant_by_id(house):
    for text in (str(house.contoso.guid), house["contoso"].arm_id, house["contoso"].arm_id + "/"):
        assert lookup.find_tenant(EVERYTHING, text) == house.contoso


def test_a_subscription_by_name_or_id(house):
    card = house["platform"]

    for text in ("Platform", "platform", str(card.guid), card.arm_id, card.arm_id.upper()):
        assert lookup.find_subscription(EVERYTHING, text).resource == card


def test_an_ambiguous_subscription_lists_its_candidates_and_a_tenant_settles_it(house):
    other = factories.subscription(house.fabrikam, "Platform")

    with pytest.raises(InvalidInput, match="Contoso/Platform .*, Fabrikam/Platform") as refusal:
        lookup.find_subscription(EVERYTHING, "Platform")

    assert str(other.guid) in refusal.value.message
    assert lookup.find_subscription(EVERYTHING, "Platform", Q(tenant=house.fabrikam)) == other


def test_a_principal_by_any_of_its_names(house):
    priya = factories.person(house.contoso, "Priya Raman")
    group = factories.group(house.contoso, "All engineers")
    app = factories.app(house.contoso, "nightly-builder")

    for text in ("priya raman", "Priya.Raman@contoso.example", str(priya.guid)):
        assert lookup.find_principal(OPERATOR, text) == priya
    assert lookup.find_principal(priya, "all engineers") == group
    assert lookup.find_principal(priya, "nightly-builder") == app


def test_a_principal_is_meant_by_its_whole_name(house):
    factories.person(house.contoso, "Priya Raman")

    with pytest.raises(NotFound, match="'Priya'"):
        lookup.find_principal(OPERATOR, "Priya")


def test_people_of_another_tenant_are_meant_by_sign_in_name_or_object_id(house):
    priya = factories.person(house.contoso)
    kenji = factories.person(house.fabrikam, "Kenji Mori")

    with pytest.raises(NotFound):
        lookup.find_principal(priya, "Kenji Mori")
    assert lookup.find_principal(priya, "kenji.mori@fabrikam.example") == kenji
    assert lookup.find_principal(priya, str(kenji.guid)) == kenji


def test_namesakes_are_listed_with_their_object_ids(house):
    group = factories.group(house.contoso, "Builders")
    app = factories.app(house.fabrikam, "builders")

    with pytest.raises(InvalidInput) as refusal:
        lookup.find_principal(OPERATOR, "Builders")

    assert f"Builders of Contoso ({group.guid})" in refusal.value.message
    assert f"builders of Fabrikam ({app.guid})" in refusal.value.message


@pytest.mark.parametrize("text", ["Reader", "READER", "acdd72a7-3385-48ef-bd42-f606fba81ae7"])
def test_a_role_by_name_or_id(text):
    assert lookup.find_role(text) == READER


@pytest.mark.parametrize(
    "text",
    ["Compute Gallery Image Reader", "gallery_image_reader", "compute-gallery-image-reader"],
)
def test_a_role_however_its_words_are_joined(text):
    assert lookup.find_role(text) == GALLERY_IMAGE_READER


def test_an_unknown_role_lists_those_there_are():
    with pytest.raises(InvalidInput, match="Owner, User Access Administrator, Contributor"):
        lookup.find_role("Boss")


@pytest.mark.parametrize("text", ["gallery", "Gallery", "GALLERY", "microsoft.compute/galleries"])
def test_a_type_by_either_name(text):
    assert lookup.find_type(text) == ResourceType.GALLERY


def test_an_unknown_type_lists_those_there_are():
    with pytest.raises(InvalidInput, match="gallery, image definition, image version"):
        lookup.find_type("vm")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("contoso", "contoso"),
        ("Platform", "platform"),
        ("images", "images"),
        ("base", "base"),
        ("BASE", "base"),
        ("ubuntu", "ubuntu"),
        ("base/ubuntu", "ubuntu"),
        ("images/base/ubuntu", "ubuntu"),
        ("base/ubuntu/1.0.0", "ubuntu/1.0.0"),
        ("Platform/images", "images"),
    ],
)
def test_a_card_by_its_name_after_those_of_what_contains_it(house, text, name):
    assert lookup.find_card(EVERYTHING, text) == house[name]


def test_a_card_by_full_id(house):
    for card in house.cards.values():
        assert lookup.find_card(EVERYTHING, card.arm_id.upper()) == card
        assert lookup.find_card(EVERYTHING, str(card.guid)) == card


def test_an_ambiguous_name_lists_full_ids_and_a_longer_path_settles_it(house):
    with pytest.raises(InvalidInput) as refusal:
        lookup.find_card(EVERYTHING, "1.0.0")

    assert house["ubuntu/1.0.0"].arm_id in refusal.value.message
    assert house["kiosk/1.0.0"].arm_id in refusal.value.message
    assert lookup.find_card(EVERYTHING, "ubuntu/1.0.0") == house["ubuntu/1.0.0"]


def test_many_candidates_are_cut_short(house):
    base = house["base"].as_gallery
    for number in range(lookup.MOST_CANDIDATES):
        catalogue.version(catalogue.definition(base, f"image-{number}"))

    with pytest.raises(InvalidInput, match=", more\\."):
        lookup.find_card(EVERYTHING, "1.0.0")


def test_types_narrow_what_may_be_meant(house):
    factories.resource_group(house["platform"].as_subscription, "base")

    found = lookup.find_card(EVERYTHING, "base", types=[ResourceType.GALLERY])

    assert found == house["base"]
    with pytest.raises(NotFound, match="There is no gallery 'images'"):
        lookup.find_card(EVERYTHING, "images", types=[ResourceType.GALLERY])


def test_what_is_invisible_reads_as_absent(house):
    priya = factories.person(house.contoso)
    factories.grant(READER, priya, house["ubuntu"])
    access = Access.of(priya)

    assert lookup.find_card(access, "base/ubuntu") == house["ubuntu"]
    for text in ("base", "base/debian", house["base"].arm_id, str(house["base"].guid), "nothing"):
        with pytest.raises(NotFound, match="that you can see"):
            lookup.find_card(access, text)
    for find in (lookup.find_tenant, lookup.find_subscription):
        with pytest.raises(NotFound):
            find(access, "Contoso" if find is lookup.find_tenant else "Platform")


def test_what_is_invisible_makes_nothing_ambiguous(house):
    kenji = factories.person(house.fabrikam)
    factories.grant(CONTRIBUTOR, kenji, house["kiosk"])

    assert lookup.find_card(Access.of(kenji), "1.0.0") == house["kiosk/1.0.0"]


@pytest.mark.parametrize("text", ["", "/", "//", "a//b", "%", "base/%/1.0.0", "x" * 700])
def test_what_names_nothing_is_not_found(house, text):
    with pytest.raises(NotFound):
        lookup.find_card(EVERYTHING, text)
