"""Apps: a registration in its home tenant, and a service principal in every tenant it works in."""

import uuid

from django.db import models
from django.utils import timezone

from accounts.models.directory import Tenant, User

MOST_CREDENTIALS = 20


class Application(models.Model):
    """What an app is, once: its client id, its credentials, and where browsers are sent back.

    It holds no right. Rights are given to its service principals, one per tenant.
    """

    client_id = models.UUIDField("application id", default=uuid.uuid4, unique=True, editable=False)
    tenant = models.ForeignKey(Tenant, models.PROTECT, related_name="applications")
    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=300, blank=True)  # told to whoever is asked to consent
    is_multi_tenant = models.BooleanField(default=False)
    redirect_uris = models.JSONField("redirect addresses", default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["tenant", "name", "id"], name="application_by_name")]

    def __str__(self) -> str:
        return self.name


class ServicePrincipal(models.Model):
    """An application in one tenant, as the principal that roles are given to.

    In its home tenant it comes with the registration and does not end. In another tenant somebody
    consented, maybe until a moment.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="as_service")
    application = models.ForeignKey(Application, models.CASCADE, related_name="principals")
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="+")
    consented_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    consented_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("application", "tenant", name="one_principal_per_tenant"),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @classmethod
    def live(cls) -> models.Q:
        """Those that may act: not disabled, still allowed to be there, the consent not over."""
        unended = models.Q(expires_at__isnull=True) | models.Q(expires_at__gt=timezone.now())
        home = models.Q(tenant=models.F("application__tenant"))
        allowed = home | models.Q(application__is_multi_tenant=True)
        return unended & allowed & models.Q(user__is_active=True)

    @property
    def is_home(self) -> bool:
        return self.tenant_id == self.application.tenant_id

    @property
    def is_live(self) -> bool:
        unended = self.expires_at is None or self.expires_at > timezone.now()
        allowed = self.is_home or self.application.is_multi_tenant
        return unended and allowed and self.user.is_active


class Credential(models.Model):
    """Something an app proves itself with. Several may be good at once, so that one can follow
    another without a gap."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @classmethod
    def live(cls) -> models.Q:
        return models.Q(expires_at__gt=timezone.now())

    @property
    def is_live(self) -> bool:
        return self.expires_at > timezone.now()


class AppSecret(Credential):
    """Kept as a SHA-256 only: 256 random bits cannot be guessed, so a slow hash protects nothing
    more, and would make every sign-in costly."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="secrets")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=3, editable=False)  # how its random part begins

    def __str__(self) -> str:
        return self.name or f"sig_{self.hint}..."


class AppCertificate(Credential):
    """The public half; whoever has the private key signs assertions that prove the app."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="certificates")
    pem = models.TextField(editable=False)
    thumbprint = models.CharField(max_length=40, editable=False)  # SHA-1 in upper-case hex
    thumbprint_sha256 = models.CharField(max_length=64, editable=False)
    starts_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "application", "thumbprint_sha256", name="certificate_once_per_app"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.thumbprint
