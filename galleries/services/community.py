"""The public face of a community gallery: who publishes it, and its name for everybody."""

import re
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.services.rows import check_fields
from galleries.choices import Sharing
from galleries.models import CommunityProfile, Gallery
from portal.errors import InvalidInput, PropertyChangeNotAllowed

ARM = "gallery.properties.sharingProfile.communityGalleryInfo"
NAMES = {
    "publisher_uri": f"{ARM}.publisherUri",
    "publisher_contact": f"{ARM}.publisherContact",
    "eula": f"{ARM}.eula",
    "public_name_prefix": f"{ARM}.publicNamePrefix",
}
PREFIX = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,38}[A-Za-z0-9])?")


def prepare_community(
    gallery: Gallery, wanted: Mapping[str, str] | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Make the profile what is wanted of it (by NAMES). Before and after, for the log.

    A gallery that is no community gallery has none.
    """
    if gallery.sharing != Sharing.COMMUNITY:
        _refuse(gallery, wanted)
        CommunityProfile.objects.filter(gallery=gallery).delete()
        return {}, {}
    profile = CommunityProfile.objects.filter(gallery=gallery).first()
    return _change(profile, wanted or {}) if profile else _create(gallery, wanted or {})


def _refuse(gallery: Gallery, wanted: Mapping[str, str] | None) -> None:
    if wanted:
        raise InvalidInput(
            f"{NAMES[next(iter(wanted))]} is for community galleries, and the sharing permission "
            f"of {gallery} is {gallery.sharing}.",
            field="community",
        )


def _create(gallery: Gallery, wanted: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    missing = [path for name, path in NAMES.items() if not wanted.get(name)]
    if missing:
        raise InvalidInput(
            f"A community gallery says who publishes it: {', '.join(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} missing.",
            field="community",
        )
    name = f"{wanted['public_name_prefix']}-{uuid.uuid4()}"
    profile = CommunityProfile(gallery=gallery, public_name=name, **wanted)
    _check(profile)
    profile.save()
    return {}, {**wanted, "public_name": name}


def _change(
    profile: CommunityProfile, wanted: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    after = {name: value for name, value in wanted.items() if value != getattr(profile, name)}
    before = {name: getattr(profile, name) for name in after}
    if "public_name_prefix" in after:
        raise PropertyChangeNotAllowed(
            f"Changing property '{NAMES['public_name_prefix']}' is not allowed: people know the "
            f"gallery as {profile.public_name}. Nothing was changed.",
            property=NAMES["public_name_prefix"],
        )
    for name, value in after.items():
        setattr(profile, name, value)
    _check(profile)
    profile.save(update_fields=list(after))
    return before, after


def _check(profile: CommunityProfile) -> None:
    if not PREFIX.fullmatch(profile.public_name_prefix):
        raise InvalidInput(
            "The prefix of the public name has 1 to 40 letters, digits, periods, underscores and "
            "hyphens, and a letter or digit at both ends.",
            field="community",
        )
    try:
        validate_email(profile.publisher_contact)
    except ValidationError as error:
        raise InvalidInput(
            f"{NAMES['publisher_contact']} is an e-mail address that people may write to.",
            field="community",
        ) from error
    check_fields(profile)
