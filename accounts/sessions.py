"""Django's sessions in the database, with what a person needs to recognise one."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

ORIGIN = "origin"  # when and from where somebody signed in, by column of the session's row


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> Any:
        from accounts.models import Session  # models are not loaded yet when middleware is

        return Session

    def _validate_session_key(self, key: Any) -> bool:
        """A cookie can carry characters that no database takes."""
        return bool(super()._validate_session_key(key)) and key.isalnum()  # type: ignore[misc]

    def create_model_instance(self, data: Any) -> Any:
        row: Any = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        for column, value in data.get(ORIGIN, {}).items():
            setattr(row, column, value)
        return row
