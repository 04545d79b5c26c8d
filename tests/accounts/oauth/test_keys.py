"""Keys that sign tokens: kept for their owner, published, replaced in time."""

import base64
import json
import time

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from accounts.services import signing_keys


def test_keys_are_files_for_their_owner_only(token, settings):
    [file] = settings.SIG_TOKEN_KEYS.glob("*.pem")

    assert file.stat().st_mode & 0o077 == 0
    assert settings.SIG_TOKEN_KEYS.stat().st_mode & 0o077 == 0


def test_the_published_set_verifies_and_has_nothing_private(client, contoso, token):
    published = client.get(f"/{contoso.guid}/discovery/v2.0/keys").json()["keys"]

    header = json.loads(base64.urlsafe_b64decode(token.partition(".")[0] + "=="))
    [own] = [key for key in published if key["kid"] == header["kid"]]
    assert jwt.decode(token, RSAKey.import_key(own), algorithms=["RS256"]).claims
    assert not {"d", "p", "q", "dp", "dq", "qi"} & {name for key in published for name in key}


@pytest.fixture
def keys(settings, tmp_path):
    settings.SIG_TOKEN_KEYS = tmp_path / "tokens"
    return settings.SIG_TOKEN_KEYS


def aged(folder, days):
    [file] = folder.glob("*.pem")
    rest = file.name.partition("-")[2]
    file.rename(folder / f"{int(time.time() - days * 86400)}-{rest}")


def test_an_old_key_is_replaced_but_signs_until_the_new_one_is_known(keys):
    before = signing_keys.sign({"a": 1})
    aged(keys, 91)

    after = signing_keys.sign({"a": 2})

    assert len(list(keys.glob("*.pem"))) == 2
    assert kid_of(after) == kid_of(before)


def test_once_the_new_key_is_known_it_signs_and_the_old_one_still_verifies(keys, monkeypatch):
    before = signing_keys.sign({"a": 1})
    aged(keys, 91)
    signing_keys.sign({"a": 2})
    later = time.time() + 2 * 3600
    monkeypatch.setattr(signing_keys.time, "time", lambda: later)

    after = signing_keys.sign({"a": 3})

    assert kid_of(after) != kid_of(before)
    assert signing_keys.verify(before) == {"a": 1}


def test_a_replaced_key_is_forgotten_when_nothing_of_it_can_live(keys, monkeypatch):
    signing_keys.sign({"a": 1})
    aged(keys, 91)
    signing_keys.sign({"a": 2})
    later = time.time() + 3 * 86400
    monkeypatch.setattr(signing_keys.time, "time", lambda: later)

    signing_keys.sign({"a": 3})

    assert len(list(keys.glob("*.pem"))) == 1


def kid_of(token):
    return json.loads(base64.urlsafe_b64decode(token.partition(".")[0] + "=="))["kid"]
