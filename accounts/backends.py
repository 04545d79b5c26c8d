from django.contrib.auth.backends import ModelBackend


class LocalAccounts(ModelBackend):
    """Accounts with a password kept here."""
