"""Who gets what at every address.

One letter for each of PEOPLE, in their order (anonymous, stranger, colleague, invited to the
definition, image reader, reader, publisher, contributor, owner, administrator): `s` asked to sign
in, `n` not found, `f` forbidden, `o` open (for a POST: it got as far as its form or its work).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    method: str
    name: str
    place: str
    letters: str


def rows(table: str) -> list[Row]:
    return [Row(*(cell.strip() for cell in line.split("|"))) for line in table.strip().splitlines()]


ROWS = rows("""
GET  | healthz                        |                 | oooooooooo
GET  | readyz                         |                 | oooooooooo
GET  | openapi-json                   |                 | oooooooooo
GET  | openapi-yaml                   |                 | oooooooooo
GET  | api                            |                 | sooooooooo
GET  | api-operation                  | operation       | sooooooooo
GET  | accounts:sign-in               |                 | oooooooooo
POST | accounts:sign-in               |                 | oooooooooo
POST | accounts:sample-sign-in        |                 | nnnnnnnnnn
POST | accounts:sign-out              |                 | ssssssssss
GET  | accounts:set-up                | no link         | nnnnnnnnnn
GET  | accounts:choose-password       | link            | oooooooooo
GET  | accounts:choose-password       | no link         | nnnnnnnnnn
GET  | accounts:account               |                 | sooooooooo
POST | accounts:account               |                 | sooooooooo
GET  | accounts:account-password      |                 | sooooooooo
POST | accounts:account-password      |                 | sooooooooo
POST | accounts:sign-out-everywhere   |                 | sooooooooo
POST | accounts:session-end           | no session      | snnnnnnnnn
POST | accounts:connection-end        | no connection   | snnnnnnnnn
POST | accounts:connections-end       |                 | sooooooooo
GET  | accounts:device-login          |                 | sooooooooo
POST | accounts:device-login          |                 | sooooooooo
GET  | accounts:device-confirm        |                 | snnnnnnnnn
POST | accounts:device-confirm        |                 | snnnnnnnnn
GET  | accounts:help-clients          |                 | sooooooooo
GET  | accounts:help-authority        |                 | snnnnnnnnn
GET  | accounts:help-cross-tenant     |                 | sooooooooo
GET  | accounts:resources             |                 | sooooooooo
GET  | accounts:resources-csv         |                 | sooooooooo
GET  | accounts:activity              |                 | sooooooooo
GET  | accounts:activity-csv          |                 | sooooooooo
GET  | accounts:card-access           | gallery         | snnnnoooon
GET  | accounts:card-access           | definition card | snnofoooon
GET  | accounts:card-access           | version card    | snnofoooon
GET  | accounts:card-access-csv       | gallery         | snnnnoooon
GET  | accounts:give-access           | gallery         | snnnnfffon
POST | accounts:give-access           | gallery         | snnnnfffon
GET  | accounts:give-access           | definition card | snnfffffon
GET  | accounts:find-principals       | gallery         | snnnnfffon
GET  | accounts:remove-access         | grant           | snnnnfffon
POST | accounts:remove-access         | grant           | snnnnfffon
GET  | accounts:directory             |                 | sooooooooo
GET  | accounts:people                | tenant          | snonooooon
GET  | accounts:person-create         | tenant          | snfnffffon
POST | accounts:person-create         | tenant          | snfnffffon
GET  | accounts:apps                  | tenant          | snonooooon
GET  | accounts:app-create            | tenant          | snfnffffon
POST | accounts:app-create            | tenant          | snfnffffon
GET  | accounts:app-edit              | app             | snfnffffon
POST | accounts:app-edit              | app             | snfnffffon
GET  | accounts:app-delete            | app             | snfnffffon
POST | accounts:app-delete            | app             | snfnffffon
GET  | accounts:secret-create         | app             | snfnffffon
POST | accounts:secret-create         | app             | snfnffffon
GET  | accounts:secret-remove         | secret          | snfnffffon
POST | accounts:secret-remove         | secret          | snfnffffon
GET  | accounts:certificate-create    | app             | snfnffffon
POST | accounts:certificate-create    | app             | snfnffffon
GET  | accounts:certificate-remove    | certificate     | snfnffffon
POST | accounts:certificate-remove    | certificate     | snfnffffon
GET  | accounts:connected-apps        | tenant          | snonooooon
GET  | accounts:app-consent           | tenant          | snfnffffon
POST | accounts:app-consent           | tenant          | snfnffffon
GET  | accounts:principal             | connected app   | snonooooon
GET  | accounts:consent-change        | connected app   | snfnffffon
POST | accounts:consent-change        | connected app   | snfnffffon
GET  | accounts:consent-end           | connected app   | snfnffffon
POST | accounts:consent-end           | connected app   | snfnffffon
GET  | accounts:groups                | tenant          | snonooooon
GET  | accounts:group-create          | tenant          | snfnffffon
POST | accounts:group-create          | tenant          | snfnffffon
GET  | accounts:group                 | group           | snonooooon
GET  | accounts:group-edit            | group           | snfnffffon
POST | accounts:group-edit            | group           | snfnffffon
GET  | accounts:group-delete          | group           | snfnffffon
POST | accounts:group-delete          | group           | snfnffffon
GET  | accounts:member-add            | group           | snfnffffon
POST | accounts:member-add            | group           | snfnffffon
POST | accounts:member-remove         | member of group | snfnffffon
GET  | accounts:principal             | member          | snonooooon
GET  | accounts:principal             | app             | snonooooon
GET  | accounts:principal-rename      | member          | snfnffffon
POST | accounts:principal-rename      | member          | snfnffffon
POST | accounts:principal-enable      | member          | snfnffffon
POST | accounts:principal-disable     | member          | snfnffffon
POST | accounts:principal-link        | member          | snfnffffon
GET  | accounts:subscriptions         |                 | sooooooooo
GET  | accounts:subscription-create   |                 | sfffffffof
POST | accounts:subscription-create   |                 | sfffffffof
GET  | accounts:subscription          | subscription    | snnnnnnoon
GET  | accounts:subscription-rename   | subscription    | snnnnnnoon
POST | accounts:subscription-rename   | subscription    | snnnnnnoon
GET  | accounts:subscription-delete   | subscription    | snnnnnnoon
POST | accounts:subscription-delete   | subscription    | snnnnnnoon
GET  | accounts:resource-group-create | subscription    | snnnnnnoon
POST | accounts:resource-group-create | subscription    | snnnnnnoon
GET  | accounts:resource-group        | resource_group  | snnnnnnoon
GET  | accounts:resource-group-tags   | resource_group  | snnnnnnoon
POST | accounts:resource-group-tags   | resource_group  | snnnnnnoon
GET  | accounts:resource-group-delete | empty_group     | snnnnnnoon
POST | accounts:resource-group-delete | empty_group     | snnnnnnoon
GET  | accounts:installation          |                 | sffffffffo
GET  | accounts:tenant-create         |                 | sffffffffo
POST | accounts:tenant-create         |                 | sffffffffo
GET  | accounts:tenant-rename         | other_tenant    | sffffffffo
POST | accounts:tenant-rename         | other_tenant    | sffffffffo
GET  | accounts:tenant-delete         | other_tenant    | sffffffffo
POST | accounts:tenant-delete         | other_tenant    | sffffffffo
GET  | accounts:elevate               |                 | sffffffffo
POST | accounts:elevate               |                 | sffffffffo
POST | accounts:elevate-stop          |                 | sffffffffo
GET  | accounts:sample-remove         |                 | snnnnnnnnn
POST | accounts:sample-remove         |                 | snnnnnnnnn
GET  | regions:index                  |                 | sooooooooo
GET  | regions:allow-list             |                 | sffffffffo
POST | regions:allow-list             |                 | sffffffffo
POST | regions:disallow               | allowance       | sffffffffo
POST | regions:uploads                | new upload      | snnfffooon
HEAD | regions:upload                 | upload          | snnnnnnonn
GET  | galleries:home                 |                 | oooooooooo
GET  | galleries:index                |                 | sooooooooo
GET  | galleries:images               |                 | sooooooooo
GET  | galleries:shared               |                 | sooooooooo
GET  | galleries:create               |                 | sooooooooo
POST | galleries:create               |                 | sooooooooo
GET  | galleries:gallery              | gallery         | snnnnoooon
GET  | galleries:gallery-settings     | gallery         | snnnnfooon
POST | galleries:gallery-settings     | gallery         | snnnnfooon
GET  | galleries:sharing              | gallery         | snnnnoooon
GET  | galleries:share-directly       | gallery         | snnnnfffon
POST | galleries:share-directly       | gallery         | snnnnfffon
GET  | galleries:share-everybody      | gallery         | snnnnfffon
POST | galleries:share-everybody      | gallery         | snnnnfffon
GET  | galleries:stop-sharing         | gallery         | snnnnfffon
POST | galleries:stop-sharing         | gallery         | snnnnfffon
POST | galleries:unshare              | share           | snnnnfffon
GET  | galleries:delete-gallery       | gallery         | snnnnfooon
POST | galleries:delete-gallery       | gallery         | snnnnfooon
GET  | galleries:create-definition    | gallery         | snnnnfooon
POST | galleries:create-definition    | gallery         | snnnnfooon
GET  | galleries:definition           | image           | snnoooooon
GET  | galleries:definition-settings  | image           | snnfffooon
POST | galleries:definition-settings  | image           | snnfffooon
GET  | galleries:delete-definition    | image           | snnfffooon
POST | galleries:delete-definition    | image           | snnfffooon
GET  | galleries:create-version       | image           | snnfffooon
POST | galleries:create-version       | image           | snnfffooon
GET  | galleries:version              | version         | snnoooooon
GET  | galleries:version-settings     | version         | snnfffooon
POST | galleries:version-settings     | version         | snnfffooon
GET  | galleries:edit-regions         | version         | snnfffooon
POST | galleries:edit-regions         | version         | snnfffooon
GET  | galleries:replace-source       | version         | snnfffooon
POST | galleries:replace-source       | version         | snnfffooon
GET  | galleries:delete-version       | version         | snnfffooon
POST | galleries:delete-version       | version         | snnfffooon
POST | galleries:retry-region         | region          | snnfffooon
POST | galleries:cancel-region        | region          | snnfffooon
POST | galleries:start-download       | version         | snnoooooon
GET  | galleries:download             | ticket          | nnnnnnnnnn
""")
