"""Sharing over the API, and what those see who a gallery is shared with."""

from uuid import uuid4

import pytest

from accounts import roles
from galleries.models import CommunityProfile, Gallery, ImageVersion
from galleries.services.versions import update_version
from portal.audit.models import Entry
from tests.galleries.arm import COMPUTE, Caller, House, build, image_body, path_of, version_body
from tests.support import factories, galleries
from tests.support.factories import ACTOR
from tests.support.regions import drain

PUBLIC = {
    "publisherUri": "https://contoso.example",
    "publisherContact": "images@contoso.example",
    "eula": "https://contoso.example/eula",
    "publicNamePrefix": "Contoso",
}


@pytest.fixture
def house(regions) -> House:
    return build()


@pytest.fixture
def owner(house):
    person = factories.person(house.gallery.subscription.tenant, "Owen")
    factories.grant(roles.OWNER, person, house.gallery.resource_group)
    return Caller(person)


@pytest.fixture
def recipient():
    """A subscription of another tenant, and somebody who reads it."""
    subscription = factories.subscription()
    person = factories.person(subscription.tenant)
    factories.grant(roles.READER, person, subscription)
    return subscription, Caller(person)


@pytest.fixture
def source(house, disk) -> ImageVersion:
    made = galleries.version(house.image, disk, regions=("westus2", "eastus"))
    galleries.version(house.image, disk, "2.0.0", regions=("westus2", "eastus"))
    drain()
    return made


def prepare(owner, house, permissions, **info):
    profile = {"permissions": permissions, **({"communityGalleryInfo": info} if info else {})}
    return owner.patch(path_of(house.gallery), {"properties": {"sharingProfile": profile}})


def share(caller, house, operation, *groups):
    body = {"operationType": operation}
    if groups:
        body["groups"] = [{"type": type_, "ids": [str(id_)]} for type_, id_ in groups]
    return caller.post(path_of(house.gallery, "share"), body, version="2023-07-03")


def groups_of(caller, house, option="$select=Permissions"):
    body = caller.get(f"{path_of(house.gallery)}?{option}", version="2026-03-03").json()
    return body["properties"]["sharingProfile"].get("groups")


def test_sharing_adds_and_removes_and_ends(owner, house):
    one, two, tenant = uuid4(), uuid4(), uuid4()
    prepare(owner, house, "groups")

    added = share(owner, house, "Add", ("aadtenants", tenant), ("Subscriptions", one))
    share(owner, house, "Add", ("Subscriptions", two))

    assert added.status_code == 200
    assert added.json() == {
        "operationType": "Add",
        "groups": [
            {"type": "AADTenants", "ids": [str(tenant)]},
            {"type": "Subscriptions", "ids": [str(one)]},
        ],
    }
    everything = [
        {"type": "Subscriptions", "ids": [str(one), str(two)]},
        {"type": "AADTenants", "ids": [str(tenant)]},
    ]
    assert groups_of(owner, house) == everything
    assert groups_of(owner, house, "$expand=SharingProfile/Groups") == everything
    assert groups_of(owner, house, "x=y") is None
    share(owner, house, "Remove", ("AADTenants", tenant), ("Subscriptions", uuid4()))
    assert groups_of(owner, house) == everything[:1]
    assert share(owner, house, "Reset").json() == {"operationType": "Reset"}
    body = owner.get(f"{path_of(house.gallery)}?$select=Permissions").json()
    assert body["properties"]["sharingProfile"] == {"permissions": "Private"}


def test_a_guest_learns_of_no_other_recipient(owner, house):
    prepare(owner, house, "Groups")
    share(owner, house, "Add", ("Subscriptions", uuid4()))
    guest = factories.person()
    factories.grant(roles.READER, guest, house.gallery)
    above = house.gallery.subscription.resource.arm_id
    log = f"{above}/providers/Microsoft.Insights/eventtypes/management/values"

    def shares(person):
        events = Caller(person).get(log).json()["value"]
        return [e for e in events if e["operationName"]["value"].endswith("share/action")]

    assert groups_of(Caller(guest), house) is None
    assert not shares(guest)
    assert groups_of(Caller(house.reader), house)
    assert shares(house.reader)


def test_the_same_share_again_is_not_logged(owner, house):
    one = uuid4()
    prepare(owner, house, "Groups")
    share(owner, house, "Add", ("Subscriptions", one))
    before = Entry.objects.count()

    assert share(owner, house, "Add", ("Subscriptions", one)).status_code == 200
    assert Entry.objects.count() == before


def test_a_private_gallery_is_not_shared_and_a_shared_one_stays_what_it_is(owner, house):
    assert share(owner, house, "Add", ("Subscriptions", uuid4())).status_code == 409
    assert share(owner, house, "EnableCommunity").status_code == 409
    prepare(owner, house, "Groups")
    share(owner, house, "Add", ("Subscriptions", uuid4()))

    changed = prepare(owner, house, "Private")
    deleted = owner.delete(path_of(house.gallery))

    assert (changed.status_code, deleted.status_code) == (409, 409)
    assert "Reset" in deleted.json()["error"]["message"]
    share(owner, house, "Reset")
    assert prepare(owner, house, "Groups").json()["properties"]["sharingProfile"] == {
        "permissions": "Groups"
    }


@pytest.mark.parametrize(
    ("body", "target"),
    [
        ({}, "operationType"),
        ({"operationType": "Sell"}, "operationType"),
        ({"operationType": "Add"}, "groups"),
        ({"operationType": "Add", "groups": [{"ids": ["x"]}]}, "groups[0].type"),
        ({"operationType": "Add", "groups": [{"type": "Friends"}]}, "groups[0].type"),
        ({"operationType": "Add", "groups": [{"type": "Subscriptions", "ids": ["x"]}]},
         "groups[0].ids"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_update_is_told(owner, house, body, target):
    prepare(owner, house, "Groups")

    answer = owner.post(path_of(house.gallery, "share"), body)

    assert (answer.status_code, answer.json()["error"]["target"]) == (400, target)


@pytest.mark.parametrize(("type_", "most"), [("Subscriptions", 30), ("AADTenants", 5)])
def test_there_is_a_most_of_each(owner, house, type_, most):
    prepare(owner, house, "Groups")
    for _ in range(most):
        assert share(owner, house, "Add", (type_, uuid4())).status_code == 200

    assert share(owner, house, "Add", (type_, uuid4())).status_code == 400


def test_only_those_who_may_share_do_and_they_need_not_read(house):
    admin = factories.person()
    factories.grant(roles.GALLERY_SHARING_ADMIN, admin, house.gallery)
    Gallery.objects.update(sharing="Groups")

    allowed = share(Caller(admin), house, "Add", ("Subscriptions", uuid4()))
    contributor = share(Caller(house.publisher), house, "Reset")
    stranger = share(Caller(house.stranger), house, "Reset")

    assert allowed.status_code == 200
    assert (contributor.status_code, stranger.status_code) == (403, 404)


def test_recipients_see_what_is_ready_in_a_region_and_nothing_of_where_it_lies(
    owner, house, recipient, source
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


def test_nothing_else_becomes_visible(owner, house, recipient, source):
    subscription, reader = recipient
    prepare(owner, house, "Groups")
    share(owner, house, "Add", ("Subscriptions", subscription.guid))

    for path in (path_of(house.gallery), path_of(house.image), path_of(source)):
        assert reader.get(path).status_code == 404


def test_a_tenant_share_covers_its_subscriptions_and_is_listed_when_asked_for(
    owner, house, recipient, source
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


def test_what_is_shared_can_be_made_a_version_of(owner, house, recipient, source):
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


def test_everything_shared_lies_in_one_region(owner, house):
    galleries.definition(house.gallery, region="eastus")
    prepare(owner, house, "Groups")

    refused = share(owner, house, "Add", ("Subscriptions", uuid4()))
    elsewhere = image_body() | {"location": "uksouth"}
    made = owner.put(path_of(house.gallery, "images/other"), elsewhere)

    assert (refused.status_code, made.status_code) == (409, 400)


# -- everybody


def test_a_community_gallery_says_who_publishes_it(owner, house):
    missing = prepare(owner, house, "Community", publisherUri="x")
    wrong = prepare(owner, house, "Community", **{**PUBLIC, "publisherContact": "nobody"})
    misplaced = prepare(owner, house, "Private", **PUBLIC)
    made = prepare(owner, house, "Community", **PUBLIC)

    assert [a.status_code for a in (missing, wrong, misplaced, made)] == [400, 400, 400, 200]
    info = made.json()["properties"]["sharingProfile"]["communityGalleryInfo"]
    name = CommunityProfile.objects.get().public_name
    assert info == {**PUBLIC, "communityGalleryEnabled": False, "publicNames": [name]}
    assert name.startswith("Contoso-")
    renamed = prepare(owner, house, "Community", publicNamePrefix="Fabrikam")
    assert renamed.json()["error"]["code"] == "PropertyChangeNotAllowed"


def test_everybody_sees_a_community_gallery_once_it_is_enabled(owner, house, recipient, source):
    subscription, reader = recipient
    prepare(owner, house, "Community", **PUBLIC)
    name = CommunityProfile.objects.get().public_name
    base = f"{path_of(subscription)}{COMPUTE}/locations/westus2/communityGalleries/{name}"
    assert reader.get(base).status_code == 404

    enabled = share(owner, house, "EnableCommunity")

    assert enabled.json() == {"operationType": "EnableCommunity"}
    gallery = reader.get(base).json()
    assert gallery["identifier"] == {"uniqueId": f"/CommunityGalleries/{name}"}
    assert gallery["type"] == "Microsoft.Compute/locations/communityGallery"
    assert gallery["properties"]["communityMetadata"]["publicNames"] == [name]
    image = f"{base.upper().replace('SUBSCRIPTIONS', 'subscriptions')}/images/ubuntu"
    assert reader.get(image).json()["identifier"]["uniqueId"] == (
        f"/CommunityGalleries/{name}/Images/ubuntu"
    )
    versions = reader.get(f"{image}/versions").json()["value"]
    assert [version["name"] for version in versions] == ["2.0.0"]
    assert reader.get(f"{image}/versions/1.0.0").status_code == 200
    share(owner, house, "Reset")
    assert reader.get(base).status_code == 404


def test_the_newest_that_is_listed_is_the_latest(owner, house, recipient, source):
    subscription, reader = recipient
    newest = ImageVersion.objects.get(major=2)
    update_version(actor=ACTOR, version=newest, exclude_from_latest=True)
    prepare(owner, house, "Community", **PUBLIC)
    share(owner, house, "EnableCommunity")
    name = CommunityProfile.objects.get().public_name
    base = f"{path_of(subscription)}{COMPUTE}/locations/westus2/communityGalleries/{name}"

    listed = reader.get(f"{base}/images/ubuntu/versions").json()["value"]

    assert [version["name"] for version in listed] == ["1.0.0"]


def test_images_with_a_plan_stay_out_of_the_community(owner, house):
    galleries.definition(house.gallery, plan_name="p", plan_publisher="p", plan_product="p")
    prepare(owner, house, "Community", **PUBLIC)

    assert share(owner, house, "EnableCommunity").status_code == 409


# -- the resource graph

QUERY = (
    "communitygalleryresources| where type == 'microsoft.compute/locations/communitygalleries' "
    "| where location == '{}' "
)


def ask(caller, query, **options):
    path = "/providers/Microsoft.ResourceGraph/resources"
    return caller.post(path, {"query": query, "options": options}, version="2021-03-01")


def test_clients_list_the_community_by_a_query(owner, house, recipient, source):
    _, reader = recipient
    prepare(owner, house, "Community", **PUBLIC)
    assert ask(reader, QUERY.format("westus2")).json()["data"] == []
    share(owner, house, "EnableCommunity")

    answer = ask(reader, QUERY.format("eastus"), **{"$top": 30, "$skipToken": None}).json()

    name = CommunityProfile.objects.get().public_name
    assert (answer["count"], answer["totalRecords"], answer["resultTruncated"]) == (1, 1, "false")
    assert answer["data"][0]["name"] == name
    assert answer["data"][0]["location"] == "eastus"
    assert answer["data"][0]["properties"]["identifier"] == {
        "uniqueId": f"/CommunityGalleries/{name}"
    }
    assert ask(reader, QUERY.format("uksouth")).json()["data"] == []
    named = f'communitygalleryresources | where name =~ "{name.upper()}" | limit 5'
    assert ask(reader, named).json()["count"] == 1


def test_answers_of_the_graph_come_in_pages(owner, recipient):
    _, reader = recipient
    for number in range(3):
        made = galleries.gallery(sharing="Community", community={
            "publisher_uri": "x", "publisher_contact": "a@b.example", "eula": "x",
            "public_name_prefix": f"p{number}",
        })  # fmt: skip
        CommunityProfile.objects.filter(gallery=made).update(enabled_at=made.resource.created_at)

    first = ask(reader, "communitygalleryresources", **{"$top": 2}).json()
    second = ask(
        reader, "communitygalleryresources", **{"$top": 2, "$skipToken": first["$skipToken"]}
    ).json()

    assert (first["count"], second["count"], "$skipToken" in second) == (2, 1, False)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "resources | take 1",
        "communitygalleryresources | project name",
        "communitygalleryresources | where size == '1'",
        "communitygalleryresources | where type == 'other'",
        "communitygalleryresources | where",
    ],
)
def test_other_queries_are_refused(recipient, query):
    refused = ask(recipient[1], query)

    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "FeatureNotSupported")
