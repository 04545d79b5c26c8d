"""One app in two tenants: it reads from its `home` or the `other`, and writes in the one whose
token comes first; the other's token travels in a header of its own."""

from dataclasses import dataclass

from portal.snippets import Site, Tab

HEADER = "x-ms-authorization-auxiliary"


@dataclass(frozen=True)
class Pair:
    """The tenant in which something is made, and the one in which its source lies."""

    app: str = "APPLICATION_ID"
    target: str = "TENANT_THAT_GETS_IT"
    source: str = "TENANT_THAT_HAS_IT"


def across(site: Site, pair: Pair) -> list[Tab]:
    return [
        Tab("az", _az(pair)),
        Tab("curl", _curl(site, pair)),
        Tab("Python", _python(site, pair)),
        Tab("Terraform", _terraform(site, pair)),
    ]


def _names(pair: Pair) -> str:
    return "\n".join(
        [
            "# TARGET is the tenant that gets the version, SOURCE the one that has the image",
            f"APP={pair.app}",
            f"TARGET={pair.target}",
            f"SOURCE={pair.source}",
        ]
    )


def _az(pair: Pair) -> str:
    proof = '  --username $APP --password="$AZURE_CLIENT_SECRET"'
    return "\n".join(
        [
            _names(pair),
            "",
            "# The same app, in both tenants; az keeps both tokens and sends both",
            "az login --service-principal --tenant $SOURCE \\",
            proof,
            "az login --service-principal --tenant $TARGET \\",
            proof,
            "",
            "az sig image-version create --subscription TARGET_SUBSCRIPTION \\",
            "  --resource-group GROUP --gallery-name GALLERY --gallery-image-definition IMAGE \\",
            "  --gallery-image-version 1.0.0 --image-version SOURCE_VERSION_ID",
        ]
    )


def _curl(site: Site, pair: Pair) -> str:
    return "\n".join(
        [
            _names(pair),
            "",
            "token() {",
            f'  curl -sS "{site.base}/$1/oauth2/v2.0/token" \\',
            "    --data grant_type=client_credentials --data client_id=$APP \\",
            '    --data-urlencode client_secret="$AZURE_CLIENT_SECRET" \\',
            f"    --data-urlencode scope={site.base}/.default | jq -er .access_token",
            "}",
            "",
            f'curl -sS "{site.base}TARGET_IMAGE_ID/versions/1.0.0?api-version=2024-03-03" \\',
            "  --request PUT \\",
            '  --header "Authorization: Bearer $(token $TARGET)" \\',
            f'  --header "{HEADER}: Bearer $(token $SOURCE)" \\',
            "  --json @- <<'JSON'",
            '{ "location": "westus2",',
            '  "properties": { "storageProfile": { "source": { "id": "SOURCE_VERSION_ID" } } } }',
            "JSON",
        ]
    )


def _python(site: Site, pair: Pair) -> str:
    return f'''import os

from azure.identity import ClientSecretCredential
from azure.mgmt.compute import ComputeManagementClient


def credential(tenant):
    return ClientSecretCredential(
        tenant,
        "{pair.app}",
        os.environ["AZURE_CLIENT_SECRET"],
        authority="{site.base}",
        disable_instance_discovery=True,
    )


scope = "{site.base}/.default"
target = credential("{pair.target}")
source = credential("{pair.source}")
compute = ComputeManagementClient(
    target, "TARGET_SUBSCRIPTION", base_url="{site.base}", credential_scopes=[scope]
)
version = compute.gallery_image_versions.begin_create_or_update(
    "GROUP",
    "GALLERY",
    "IMAGE",
    "1.0.0",
    {{
        "location": "westus2",
        "properties": {{"storageProfile": {{"source": {{"id": "SOURCE_VERSION_ID"}}}}}},
    }},
    headers={{"{HEADER}": f"Bearer {{source.get_token(scope).token}}"}},
).result()'''


def _terraform(site: Site, pair: Pair) -> str:
    return f'''provider "azapi" {{
  environment = "custom"
  endpoint = [{{
    resource_manager_endpoint       = "{site.base}"
    resource_manager_audience       = "{site.base}"
    active_directory_authority_host = "{site.base}"
  }}]
  disable_instance_discovery = true
  skip_provider_registration = true
  client_id                  = "{pair.app}"
  tenant_id                  = "{pair.target}"
  auxiliary_tenant_ids       = ["{pair.source}"]
}}'''
