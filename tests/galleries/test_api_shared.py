"""What those see over the API whom a gallery is shared with."""

from accounts import roles
from portal.audit.models import Entry
from tests.galleries.arm import COMPUTE, Caller, path_of, version_body
from tests.galleries.sharing import prepare, share
from tests.support import factories, galleries
from tests.support.regions import drain


def test_recipients_see_what_is_ready_in_a_region_and_nothing_of_where_it_lies(
    owner, house, recipient, two_versions
):
    subscription, reader = recipient
    prepare(owner, house, "Groups")
    base = f"{path_of(subscription)}{COMPUTE}/locations/eastus/sharedGalleries"
    unique = house.gallery.unique_name
    image = f"{base}/{unique}/images/ubuntu"
    assert reader.get(base).json() == {"value": []}
    assert reader.get(f"{base}/{unique}").status_code == 404

    share(owner, house, "Add", ("Subscriptions", subscription.guid))

    listed = reader.get(base, version="2023-07-03").json()["value"]
    assert listed == [
        {
            "name": unique,
            "location": "eastus",
            "identifier": {"uniqueId": f"/SharedGalleries/{unique}"},
            "properties": {},
        }
    ]
    assert reader.get(f"{base}/{unique.upper()}").json() == listed[0]
    images = reader.get(f"{base}/{unique}/images").json()["value"]
    assert images == [reader.get(image).json()]
    assert images[0]["identifier"]["uniqueId"] == f"/SharedGalleries/{unique}/Images/ubuntu"
    assert images[0]["properties"]["identifier"]["publisher"] == "Contoso"
    versions = reader.get(f"{image}/versions").json()["value"]
    assert [version["name"] for version in versions] == ["1.0.0", "2.0.0"]
    assert reader.get(f"{image}/versions/latest").json() == versions[1]
    assert versions[0]["properties"]["storageProfile"] == {
        "osDiskImage": {"diskSizeGB": 1, "hostCaching": "ReadOnly"}
    }
    told = str([listed, images, versions]).lower()
    for secret in ("resourcegroups", "source", "targetregions", "replica", "description"):
        assert secret not in told
    elsewhere = base.replace("eastus", "uksouth")
    assert reader.get(elsewhere).json() == {"value": []}
    assert reader.get(f"{elsewhere}/{unique}/images/ubuntu").status_code == 404


def test_nothing_else_becomes_visible(owner, house, recipient, two_versions):
    subscription, reader = recipient
    prepare(owner, house, "Groups")
    share(owner, house, "Add", ("Subscriptions", subscription.guid))

    for path in (path_of(house.gallery), path_of(house.image), path_of(two_versions[0])):
        assert reader.get(path).status_code == 404


def test_a_tenant_share_covers_its_subscriptions_and_is_listed_when_asked_for(
    owner, house, recipient, two_versions
):
    subscription, reader = recipient
    prepare(owner, house, "Groups")
    share(owner, house, "Add", ("AADTenants", subscription.tenant.guid))
    base = f"{path_of(subscription)}{COMPUTE}/locations/westus2/sharedGalleries"

    assert reader.get(base).json()["value"] == []
    assert len(reader.get(f"{base}?sharedTo=tenant").json()["value"]) == 1
    assert reader.get(f"{base}/{house.gallery.unique_name}").status_code == 200
    assert Caller(house.stranger).get(base).status_code == 404


def test_what_has_no_ready_copy_is_not_there(owner, house, recipient, disk):
    subscription, reader = recipient
    galleries.version(house.image, disk)
    prepare(owner, house, "Groups")
    share(owner, house, "Add", ("Subscriptions", subscription.guid))
    base = f"{path_of(subscription)}{COMPUTE}/locations/westus2/sharedGalleries"

    unique = house.gallery.unique_name
    assert reader.get(f"{base}/{unique}").status_code == 200
    assert reader.get(f"{base}/{unique}/images").json() == {"value": []}
    assert reader.get(f"{base}/{unique}/images/ubuntu/versions").status_code == 404


def test_what_is_shared_can_be_made_a_version_of(owner, house, recipient, two_versions):
    subscription, _ = recipient
    publisher = factories.person(subscription.tenant)
    factories.grant(roles.CONTRIBUTOR, publisher, subscription)
    own = galleries.definition(galleries.gallery(factories.resource_group(subscription)))
    id_ = f"/sharedGalleries/{house.gallery.unique_name}/images/ubuntu/versions/1.0.0"
    path = path_of(own, "versions/1.0.0")
    body = version_body(id_, "westus2")
    hidden = Caller(publisher).put(path, body)
    prepare(owner, house, "Groups")
    share(owner, house, "Add", ("Subscriptions", subscription.guid))

    made = Caller(publisher).put(path, body)

    assert (hidden.status_code, made.status_code) == (404, 201)
    assert made.json()["properties"]["storageProfile"]["source"] == {"id": id_}
    assert "platform_images" not in str(Entry.objects.latest("id").after)
    drain()
    assert Caller(publisher).get(path).json()["properties"]["provisioningState"] == "Succeeded"
