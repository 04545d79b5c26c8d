"""The one server with everything it grants."""

from accounts.oauth import proofs
from accounts.oauth.app_grant import AppGrant
from accounts.oauth.clients import ASSERTION, NONE, SECRET
from accounts.oauth.person_grants import CodeGrant, DeviceGrant, HashedChallenge, RefreshGrant
from accounts.oauth.server import Server

SERVER = Server()
SERVER.register_client_auth_method(SECRET, proofs.by_secret)
SERVER.register_client_auth_method(ASSERTION, proofs.by_assertion)
SERVER.register_client_auth_method(NONE, proofs.by_name)
SERVER.register_grant(AppGrant)
SERVER.register_grant(DeviceGrant)
SERVER.register_grant(CodeGrant, [HashedChallenge(required=True)])
SERVER.register_grant(RefreshGrant)
