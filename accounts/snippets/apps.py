"""How an app signs in, tool by tool."""

from accounts.models import Application
from portal.snippets import Script, Site, Tab
from portal.snippets.tools.curl import token
from portal.snippets.tools.python import sign_in
from portal.snippets.tools.text import shell

SECRET = "$AZURE_CLIENT_SECRET"  # noqa: S105  the name of a variable


def signing_in(site: Site, app: Application) -> Script:
    """The secret itself is in the environment, where no history keeps it."""
    return Script(
        site,
        [
            Tab("az", _az(site, app, f'--password="{SECRET}"')),
            Tab("curl", "\n\n".join([_environment(site, app), token(site)])),
            Tab("Python", sign_in(site)),
            Tab("Terraform", _environment(site, app, "ARM")),
        ],
    )


def holding_secret(site: Site, app: Application, value: str) -> list[Tab]:
    """Shown once, with the secret in its place."""
    return [
        Tab("Environment", _environment(site, app, secret=value)),
        Tab("az", _az(site, app, f"--password='{value}'")),
        Tab("Terraform", _environment(site, app, "ARM", value)),
    ]


def making_certificate(site: Site, app: Application) -> list[Tab]:
    """A key and a certificate of its own, good for a year."""
    subject = f'"/CN={app.client_id}"'
    made = [
        "req -x509 -newkey rsa:3072 -nodes -days 365",
        f"-subj {subject}",
        "-keyout app-key.pem -out app-cert.pem",
    ]
    joined = "cat app-key.pem app-cert.pem > app.pem && chmod 600 app.pem app-key.pem"
    return [
        Tab("Make one", f"{shell('The key stays with you', 'openssl', made)}\n{joined}"),
        Tab("az", _az(site, app, "--certificate app.pem")),
    ]


def _az(site: Site, app: Application, proof: str) -> str:
    lines = [
        "login --service-principal",
        f"--tenant {site.tenant}",
        f"--username {app.client_id}",
        proof,
    ]
    return shell("Once the cloud is registered", "az", lines)


def _environment(site: Site, app: Application, prefix: str = "AZURE", secret: str = "") -> str:
    held = f"'{secret}'" if secret else "''  # the secret that you were shown"
    return "\n".join(
        [
            f"export {prefix}_TENANT_ID={site.tenant}",
            f"export {prefix}_CLIENT_ID={app.client_id}",
            f"export {prefix}_CLIENT_SECRET={held}",
        ]
    )
