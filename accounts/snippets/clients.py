"""What has to be said once before clients work, with this installation's addresses."""

from portal.snippets import Site, Tab
from portal.snippets.tools.curl import token
from portal.snippets.tools.python import sign_in
from portal.snippets.tools.terraform import provider

CLOUD = "Gallery"
AUTHORITY = "gallery-ca.pem"


def trusting() -> list[Tab]:
    """For what is started from the same shell. Terraform also talks to its registry, which it
    goes on trusting only when the usual authorities are in the same file."""
    return [
        Tab(
            "az, SDKs, curl",
            f"export REQUESTS_CA_BUNDLE=$PWD/{AUTHORITY}\n"
            f"export CURL_CA_BUNDLE=$PWD/{AUTHORITY}\n"
            f"export NODE_EXTRA_CA_CERTS=$PWD/{AUTHORITY}",
        ),
        Tab(
            "Terraform",
            f"cat /etc/ssl/certs/ca-certificates.crt {AUTHORITY} > every-ca.pem\n"
            "export SSL_CERT_FILE=$PWD/every-ca.pem",
        ),
    ]


def registering(site: Site) -> list[Tab]:
    return [
        Tab(
            "az",
            "# Apart from the clouds that az knows already\n"
            "export AZURE_CONFIG_DIR=$HOME/.azure-gallery\n"
            "az config set core.instance_discovery=false core.login_experience_v2=off\n\n"
            "# The rest of the addresses are read from here\n"
            f"az cloud register --name {CLOUD} \\\n"
            f"  --endpoint-resource-manager {site.base}\n"
            f"az cloud set --name {CLOUD}",
        )
    ]


def logging_in(site: Site) -> list[Tab]:
    return [
        Tab(
            "As yourself",
            "# Confirm the code in the portal\n"
            f"az login --use-device-code --tenant {site.tenant}\n\n"
            "# Or in the browser that opens\n"
            f"az login --tenant {site.tenant}",
        ),
        Tab(
            "As an app",
            "# In scripts: an app that has been given roles, and its secret\n"
            f"az login --service-principal --tenant {site.tenant} \\\n"
            '  --username "$AZURE_CLIENT_ID" --password="$AZURE_CLIENT_SECRET"\n\n'
            "# Or its certificate, in one file with the key\n"
            f"az login --service-principal --tenant {site.tenant} \\\n"
            '  --username "$AZURE_CLIENT_ID" --certificate app.pem',
        ),
    ]


def coding(site: Site) -> list[Tab]:
    """Id and secret of the app are in the environment."""
    return [
        Tab("Python", sign_in(site)),
        Tab("Node.js", _node(site)),
        Tab("curl", f"{token(site)}\n\n{_who_am_i(site)}"),
        Tab("Terraform", provider(site)),
    ]


def _who_am_i(site: Site) -> str:
    address = f"{site.base}/subscriptions?api-version=2022-12-01"
    return (
        f"# What it can read\ncurl -sS '{address}' \\\n  --header \"Authorization: Bearer $TOKEN\""
    )


def _node(site: Site) -> str:
    return f"""const {{ ClientSecretCredential }} = require("@azure/identity");
const {{ ComputeManagementClient }} = require("@azure/arm-compute");

const credential = new ClientSecretCredential(
  "{site.tenant}",
  process.env.AZURE_CLIENT_ID,
  process.env.AZURE_CLIENT_SECRET,
  {{ authorityHost: "{site.base}", disableInstanceDiscovery: true }},
);
const compute = new ComputeManagementClient(credential, process.env.AZURE_SUBSCRIPTION_ID, {{
  endpoint: "{site.base}",
  credentials: {{ scopes: ["{site.base}/.default"] }},
}});"""
