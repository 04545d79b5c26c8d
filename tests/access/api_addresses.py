"""Who gets what at every address of the API.

Letters as in addresses.py, of the same people, who show a token of theirs: `s` asked for a token,
`n` not found, `f` forbidden, `o` open (it got as far as its work, or as what is wrong with an empty
body). Where a place is named, it says what fills the address instead of what is usual.
"""

from dataclasses import dataclass

from accounts.roles import READER

# What gets beyond a look at the body, where an empty one does not.
BODIES = {
    ("PUT", "accounts:api-role-assignment"): {
        "properties": {"roleDefinitionId": str(READER.guid), "principalId": str(READER.guid)}
    },
    ("PATCH", "accounts:api-tags"): {"operation": "Merge", "properties": {"tags": {}}},
}
EVERY = "GET HEAD PUT PATCH POST DELETE"
NEW = {"gallery": "fresh", "image": "fresh", "version": "9.9.9"}


@dataclass(frozen=True)
class Row:
    method: str
    name: str
    place: str
    letters: str

    @property
    def made_up(self) -> dict[str, str]:
        """`new gallery` is one that is not there."""
        kind = self.place.removeprefix("new ")
        return {kind: NEW[kind]} if kind in NEW else {}


def rows(table: str) -> list[Row]:
    lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return [
        Row(method, name, place, letters)
        for methods, name, place, letters in lines
        for method in (EVERY if methods == "EVERY" else methods).split()
    ]


ROWS = rows("""
GET                   | operations:operation                          |             | snnnnoooon
POST                  | operations:cancel-operation                   |             | snnnnoooon
GET                   | operations:operation-result                   |             | snnnnoooon
GET                   | deployments:deployments                       |             | snnnnnnoon
DELETE GET HEAD PUT   | deployments:deployment                        |             | snnnnnnoon
POST                  | deployments:validate                          |             | snnnnnnoon
POST                  | deployments:what-if                           |             | snnnnnnoon
POST                  | deployments:cancel                            |             | snnnnnnoon
POST                  | deployments:export                            |             | snnnnnnoon
GET                   | deployments:status                            | deployment  | snnnnnnoon
GET                   | deployments:operations                        |             | snnnnnnoon
GET                   | deployments:operation                         | step        | snnnnnnoon
GET                   | deployments:subscription-deployments          |             | snnnnnnoon
DELETE GET HEAD       | deployments:subscription-deployment           |             | snnnnnnnnn
PUT                   | deployments:subscription-deployment           |             | snnnnnnoon
POST                  | deployments:subscription-validate             |             | snnnnnnoon
POST                  | deployments:subscription-what-if              |             | snnnnnnoon
POST                  | deployments:subscription-cancel               |             | snnnnnnnnn
POST                  | deployments:subscription-export               |             | snnnnnnnnn
GET                   | deployments:subscription-status               | deployment  | snnnnnnnnn
GET                   | deployments:subscription-operations           |             | snnnnnnnnn
GET                   | deployments:subscription-operation            | step        | snnnnnnnnn
GET                   | deployments:short-operations                  |             | snnnnnnoon
GET                   | deployments:short-operation                   | step        | snnnnnnoon
GET POST              | accounts:clouds                               |             | oooooooooo
GET POST              | accounts:adfs                                 |             | oooooooooo
GET POST              | accounts:configuration                        |             | oooooooooo
GET POST              | accounts:keys                                 |             | oooooooooo
GET POST              | accounts:token                                |             | oooooooooo
GET POST              | accounts:device-code                          |             | oooooooooo
GET POST              | accounts:revoke                               |             | oooooooooo
GET POST              | accounts:authorize                            |             | oooooooooo
GET                   | accounts:admin-consent                        |             | ssssssssss
GET                   | accounts:admin-consent-v2                     |             | ssssssssss
GET                   | accounts:api-subscriptions                    |             | sooooooooo
GET HEAD              | accounts:api-subscription                     |             | snnoooooon
GET                   | accounts:api-tenants                          |             | sooooooooo
GET                   | accounts:api-locations                        |             | snnoooooon
GET                   | accounts:api-tenant-providers                 |             | sooooooooo
GET                   | accounts:api-tenant-provider                  |             | sooooooooo
GET                   | accounts:api-rights                           |             | sooooooooo
GET                   | accounts:api-providers                        |             | snnoooooon
GET                   | accounts:api-provider                         |             | snnoooooon
POST                  | accounts:api-provider-register                |             | snnoooooon
POST                  | accounts:api-provider-unregister              |             | snnoooooon
GET                   | accounts:api-resource-groups                  |             | snnoooooon
DELETE GET HEAD PATCH | accounts:api-resource-group                   |             | snnnnnnoon
PUT                   | accounts:api-resource-group                   |             | snnffffoon
POST                  | accounts:api-export-template                  |             | snnnnnnoon
POST                  | accounts:api-move-resources                   |             | snnnnnnoon
POST                  | accounts:api-validate-move-resources          |             | snnnnnnoon
GET                   | accounts:api-resources                        |             | snnoooooon
GET                   | accounts:api-resources-of-group               |             | snnnnnnoon
GET                   | accounts:api-roles                            |             | sooooooooo
DELETE GET HEAD PUT   | accounts:api-role                             |             | sooooooooo
GET                   | accounts:api-tenant-roles                     |             | sooooooooo
DELETE GET HEAD PUT   | accounts:api-tenant-role                      |             | sooooooooo
GET                   | accounts:api-role-assignments                 |             | snnnnoooon
DELETE                | accounts:api-role-assignment                  |             | snnnnfffon
GET HEAD              | accounts:api-role-assignment                  |             | snnnnoooon
PUT                   | accounts:api-role-assignment                  |             | snnnnfffon
DELETE GET HEAD PUT   | accounts:api-tenant-role-assignment           |             | sooooooooo
GET                   | accounts:api-permissions                      |             | snnnnoooon
GET                   | accounts:graph-me                             |             | sooooooooo
GET                   | accounts:graph-organization                   |             | sooooooooo
GET                   | accounts:graph-users                          |             | sooooooooo
GET                   | accounts:graph-user                           |             | sooooooooo
GET                   | accounts:graph-groups                         |             | sooooooooo
GET                   | accounts:graph-group                          |             | sooooooooo
GET                   | accounts:graph-members                        |             | snonooooon
GET                   | accounts:graph-services                       |             | sooooooooo
POST                  | accounts:graph-services                       |             | sfffffffof
DELETE                | accounts:graph-service                        |             | snfnffffon
GET                   | accounts:graph-service                        |             | sooooooooo
POST                  | accounts:graph-by-ids                         |             | sooooooooo
GET                   | accounts:graph-object                         |             | sooooooooo
GET                   | accounts:graph-apps                           |             | sooooooooo
POST                  | accounts:graph-apps                           |             | sfffffffof
DELETE                | accounts:graph-app                            |             | snfnffffon
GET                   | accounts:graph-app                            |             | snonooooon
PATCH                 | accounts:graph-app                            |             | snfnffffon
POST                  | accounts:graph-add-password                   |             | snfnffffon
POST                  | accounts:graph-service-add-password           |             | snfnffffon
POST                  | accounts:graph-service-remove-password        |             | snfnffffon
POST                  | accounts:graph-remove-password                |             | snfnffffon
GET PUT               | accounts:graph-nowhere                        |             | snnnnnnnnn
PATCH POST DELETE     | accounts:graph-nowhere                        |             | snnnnnnnnn
GET                   | galleries-api:galleries                       |             | snnnnoooon
GET                   | galleries-api:galleries-in-group              |             | snnnnoooon
DELETE PATCH PUT      | galleries-api:gallery                         |             | snnnnfooon
GET HEAD              | galleries-api:gallery                         |             | snnnnoooon
POST                  | galleries-api:share                           |             | snnnnfffon
GET                   | galleries-api:images                          |             | snnoooooon
DELETE PATCH PUT      | galleries-api:image                           |             | snnfffooon
GET HEAD              | galleries-api:image                           |             | snnoooooon
GET                   | galleries-api:versions                        |             | snnoooooon
DELETE PATCH PUT      | galleries-api:version                         |             | snnfffooon
GET HEAD              | galleries-api:version                         |             | snnoooooon
GET                   | galleries-api:soft-deleted                    |             | snnnnoooon
GET                   | galleries-api:soft-deleted-below              |             | snnnnoooon
EVERY                 | galleries-api:applications                    |             | snnnnoooon
EVERY                 | galleries-api:applications-below              |             | snnnnoooon
EVERY                 | galleries-api:scripts                         |             | snnnnoooon
EVERY                 | galleries-api:scripts-below                   |             | snnnnoooon
EVERY                 | galleries-api:invmaccesscontrolprofiles       |             | snnnnoooon
EVERY                 | galleries-api:invmaccesscontrolprofiles-below |             | snnnnoooon
GET                   | galleries-api:sharedGalleries                 |             | snnnnnnoon
GET                   | galleries-api:sharedGalleries-gallery         | shared      | snnnnnnoon
GET                   | galleries-api:sharedGalleries-images          | shared      | snnnnnnoon
GET                   | galleries-api:sharedGalleries-image           | shared      | snnnnnnoon
GET                   | galleries-api:sharedGalleries-versions        | shared      | snnnnnnoon
GET                   | galleries-api:sharedGalleries-version         | shared      | snnnnnnoon
GET                   | galleries-api:communityGalleries-gallery      | public      | snnnnnnoon
GET                   | galleries-api:communityGalleries-images       | public      | snnnnnnoon
GET                   | galleries-api:communityGalleries-image        | public      | snnnnnnoon
GET                   | galleries-api:communityGalleries-versions     | public      | snnnnnnoon
GET                   | galleries-api:communityGalleries-version      | public      | snnnnnnoon
POST                  | galleries-api:graph                           |             | sooooooooo
GET                   | galleries-api:usages                          |             | snnnnnnoon
PUT                   | galleries-api:gallery                         | new gallery | snnnnnnoon
PUT                   | galleries-api:image                           | new image   | snnnnfooon
PUT                   | galleries-api:version                         | new version | snnfffooon
GET                   | accounts:api-tags                             |             | snnnnoooon
PUT PATCH DELETE      | accounts:api-tags                             |             | snnnnfooon
GET                   | accounts:api-activity                         |             | snnoooooon
""")
