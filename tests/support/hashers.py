from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """Argon2 as the product uses it, with the least work it allows."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
