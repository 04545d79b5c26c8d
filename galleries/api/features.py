"""Features of an image: names and values as the public service spells them."""

from collections.abc import Iterable, Mapping
from typing import Any

from galleries.choices import Architecture
from portal.errors import InvalidInput

SECURITY = "SecurityType"
TRUSTED_LAUNCH = "TrustedLaunchSupported"
NAMES = (
    SECURITY, "IsHibernateSupported", "IsAcceleratedNetworkSupported", "DiskControllerTypes",
)  # fmt: skip
VALUES = (
    "Standard", "TrustedLaunch", TRUSTED_LAUNCH, "ConfidentialVM", "ConfidentialVMSupported",
    "TrustedLaunchAndConfidentialVmSupported", "True", "False",
)  # fmt: skip


def canonical(features: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Raises InvalidInput for one without a name, or one that is named twice."""
    found = [_canonical(feature) for feature in features]
    names = [feature["name"] for feature in found]
    if not all(names) or len(set(names)) < len(names):
        raise InvalidInput(
            "Each feature has a name, and each name is there once.",
            field="galleryImage.properties.features",
        )
    return found


def _canonical(feature: Mapping[str, str]) -> dict[str, str]:
    name, value = feature.get("name", ""), feature.get("value", "")
    spelled = {"name": _spelled(name, NAMES), "value": _spelled(value, VALUES)}
    since = feature.get("startsAtVersion")
    return {**spelled, "startsAtVersion": since} if since else spelled


def _spelled(text: str, known: Iterable[str]) -> str:
    return next((word for word in known if word.lower() == text.lower()), text)


def default_features(wanted: Mapping[str, Any]) -> list[dict[str, str]]:
    """Of a definition that says nothing of its generation, since that is 2 by default."""
    if wanted.get("architecture", Architecture.X64) != Architecture.X64:
        return []
    return [{"name": SECURITY, "value": TRUSTED_LAUNCH}]
