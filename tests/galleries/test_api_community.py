"""Galleries for everybody: who publishes them, what is seen, how they are found."""

import pytest

from galleries.models import CommunityProfile, ImageVersion
from galleries.services.versions import update_version
from tests.galleries.arm import COMPUTE, path_of
from tests.galleries.sharing import prepare, share
from tests.support import galleries
from tests.support.factories import ACTOR

PUBLIC = {
    "publisherUri": "https://contoso.example",
    "publisherContact": "images@contoso.example",
    "eula": "https://contoso.example/eula",
    "publicNamePrefix": "Contoso",
}


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


def test_everybody_sees_a_community_gallery_once_it_is_enabled(
    owner, house, recipient, two_versions
):
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


def test_the_newest_that_is_listed_is_the_latest(owner, house, recipient, two_versions):
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


# The resource graph


QUERY = (
    "communitygalleryresources| where type == 'microsoft.compute/locations/communitygalleries' "
    "| where location == '{}' "
)


def ask(caller, query, **options):
    path = "/providers/Microsoft.ResourceGraph/resources"
    return caller.post(path, {"query": query, "options": options}, version="2021-03-01")


def test_clients_list_the_community_by_a_query(owner, house, recipient, two_versions):
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
