"""Image definitions over the API."""

import pytest

from galleries.models import ImageDefinition
from portal.audit.models import Entry
from tests.galleries.arm import OS, Caller, image_body, path_of
from tests.support import galleries

NEW = "images/new"
FULL = image_body(
    description="Text",
    hyperVGeneration="v2",
    architecture="ARM64",
    features=[{"name": "securitytype", "value": "ConfidentialVm"}],
    recommended={"vCPUs": {"min": 2, "max": 8}, "memory": {"min": 4}},
    disallowed={"diskTypes": ["standard_lrs"]},
    purchasePlan={"name": "n", "publisher": "p", "product": "d"},
    eula="https://contoso.example/eula",
    endOfLifeDate="2099-01-01T12:59:59.000Z",
    unknown={"to": "us"},
)


def test_creating_answers_201_with_everything_spelled_as_the_service_does(publisher, house):
    answer = publisher.put(path_of(house.gallery, NEW), FULL, version="2021-10-01")

    assert answer.status_code == 201
    body = answer.json()
    assert (body["name"], body["type"]) == ("new", "Microsoft.Compute/galleries/images")
    assert body["properties"] == {
        **OS,
        "hyperVGeneration": "V2",
        "architecture": "Arm64",
        "description": "Text",
        "features": [{"name": "SecurityType", "value": "ConfidentialVM"}],
        "recommended": {"vCPUs": {"min": 2, "max": 8}, "memory": {"min": 4}},
        "disallowed": {"diskTypes": ["Standard_LRS"]},
        "purchasePlan": {"name": "n", "publisher": "p", "product": "d"},
        "eula": "https://contoso.example/eula",
        "endOfLifeDate": "2099-01-01T12:59:59Z",
        "provisioningState": "Succeeded",
    }


@pytest.mark.parametrize(
    ("version", "generation", "features"),
    [
        ("2018-06-01", "V1", None),
        ("2024-03-03", "V1", None),
        ("2025-03-03", "V2", [{"name": "SecurityType", "value": "TrustedLaunchSupported"}]),
    ],
)
def test_the_version_decides_the_default_generation(
    publisher, house, version, generation, features
):
    body = publisher.put(path_of(house.gallery, NEW), image_body(), version=version).json()

    assert body["properties"]["hyperVGeneration"] == generation
    assert body["properties"].get("features") == features


def test_a_put_of_what_was_read_changes_nothing_and_is_not_logged(publisher, house):
    path = path_of(house.gallery, NEW)
    publisher.put(path, FULL)
    before = Entry.objects.count()

    again = publisher.put(path, publisher.get(path).json(), version="2018-06-01")

    assert again.status_code == 200
    assert Entry.objects.count() == before
    assert again.json()["properties"]["architecture"] == "Arm64"


def test_a_put_takes_back_what_it_leaves_out_and_keeps_what_never_changes(publisher, house):
    path = path_of(house.gallery, NEW)
    publisher.put(path, FULL)

    body = publisher.put(path, image_body()).json()["properties"]

    assert not {"description", "eula", "recommended", "disallowed", "endOfLifeDate"} & set(body)
    assert {"purchasePlan", "features"} <= set(body)
    assert (body["hyperVGeneration"], body["architecture"]) == ("V2", "Arm64")


def test_a_patch_changes_what_it_names(publisher, house):
    path = path_of(house.image)

    answer = publisher.patch(path, {"properties": {"recommended": {"vCPUs": {"max": 4}}}})

    assert answer.status_code == 200
    assert answer.json()["properties"]["recommended"] == {"vCPUs": {"max": 4}}


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"osType": "Windows"}, "osType"),
        ({"hyperVGeneration": "V1"}, "hyperVGeneration"),
        ({"identifier": {"sku": "other"}}, "identifier.sku"),
        ({"features": [{"name": "IsHibernateSupported", "value": "true"}]}, "features"),
    ],
)
def test_what_is_fixed_is_refused_by_its_name(publisher, house, change, name):
    answer = publisher.patch(path_of(house.image), {"properties": change})

    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (409, "PropertyChangeNotAllowed")
    assert error["target"] == f"galleryImage.properties.{name}"
    assert f"Changing property 'galleryImage.properties.{name}' is not allowed" in error["message"]


def test_features_change_for_those_who_say_that_they_mean_it(publisher, house):
    change = {"features": [{"name": "IsHibernateSupported", "value": "true"}]}

    answer = publisher.patch(
        path_of(house.image), {"properties": {**change, "allowUpdateImage": True}}
    )

    assert answer.json()["properties"]["features"] == [
        {"name": "IsHibernateSupported", "value": "True"}
    ]


@pytest.mark.parametrize(
    ("properties", "target"),
    [
        ({"osType": "Minix"}, "properties.osType"),
        ({"osType": None}, "galleryImage.properties.osType"),
        ({"identifier": {}}, "galleryImage.properties.identifier.publisher"),
        (
            {"identifier": {**OS["identifier"], "sku": "."}},
            "galleryImage.properties.identifier.sku",
        ),
        ({"endOfLifeDate": "soon"}, "properties.endOfLifeDate"),
        ({"endOfLifeDate": "9999-12-31T23:59:59-12:00"}, "properties.endOfLifeDate"),
        ({"endOfLifeDate": "2001-01-01"}, "galleryImage.properties.endOfLifeDate"),
        ({"recommended": {"vCPUs": {"min": "x"}}}, "properties.recommended.vCPUs.min"),
        (
            {"recommended": {"vCPUs": {"min": 9, "max": 8}}},
            "galleryImage.properties.recommended.vCPUs.min",
        ),
        ({"features": [{"value": "x"}]}, "galleryImage.properties.features"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(publisher, house, properties, target):
    answer = publisher.put(path_of(house.gallery, NEW), image_body(**properties))

    assert (answer.status_code, answer.json()["error"]["target"]) == (400, target)
    assert ImageDefinition.objects.count() == 1


def test_an_identifier_is_once_per_gallery(publisher, house):
    publisher.put(path_of(house.gallery, NEW), image_body())

    answer = publisher.put(path_of(house.gallery, "images/newer"), image_body())

    assert answer.status_code == 409
    assert "already exists. Choose a different publisher" in answer.json()["error"]["message"]


def test_without_a_gallery_nothing_is_made_in_it(publisher, house):
    nowhere = path_of(house.gallery).replace("platform_images", "no")

    hidden = Caller(house.stranger).put(path_of(house.gallery, NEW), image_body())
    absent = publisher.put(f"{nowhere}/{NEW}", image_body())

    assert hidden.status_code == absent.status_code == 404
    assert (
        hidden.json()["error"]["code"]
        == absent.json()["error"]["code"]
        == ("ParentResourceNotFound")
    )
    assert Caller(house.reader).put(path_of(house.gallery, NEW), image_body()).status_code == 403


def test_a_guest_reads_the_image_and_lists_it_but_not_the_gallery(house):
    galleries.definition(house.gallery)
    guest = Caller(house.guest)

    assert guest.get(path_of(house.image)).status_code == 200
    assert guest.get(path_of(house.gallery)).status_code == 404
    listed = guest.get(path_of(house.gallery, "images")).json()["value"]
    assert [row["name"] for row in listed] == ["ubuntu"]
    assert Caller(house.stranger).get(path_of(house.gallery, "images")).status_code == 404


def test_deleting_an_image(publisher, house):
    path = path_of(house.gallery, NEW)
    publisher.put(path, image_body())

    assert Caller(house.reader).delete(path).status_code == 403
    assert publisher.delete(path).status_code == 200
    assert publisher.delete(path).status_code == 204
