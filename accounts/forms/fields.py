"""Fields that forms of every app share."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms

from accounts import places
from accounts.models.resource import TITLE_TAG
from accounts.services.tags import MOST_TAGS

PLAIN = {"spellcheck": "false", "autocapitalize": "none", "autocomplete": "off"}


class TagsField(forms.CharField):
    """One tag a line, `key: value`; read as a dictionary."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3, **PLAIN}))
        kwargs.setdefault("help_text", "One a line, like team: platform.")
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return "\n".join(f"{key}: {text}" for key, text in value.items() if key != TITLE_TAG)

    def to_python(self, value: Any) -> Any:
        lines = (line.strip() for line in str(value or "").splitlines())
        tags: dict[str, str] = {}
        for line in filter(None, lines):
            key, _, text = line.partition(":")
            if key.strip().lower() in {known.lower() for known in tags}:
                raise forms.ValidationError(f"The tag {key.strip()} is given twice.")
            tags[key.strip()] = text.strip()
        if "" in tags:
            raise forms.ValidationError("A tag needs a name before the colon, like team: platform.")
        if len(tags) > MOST_TAGS:
            raise forms.ValidationError(f"There is room for {MOST_TAGS} tags.")
        return tags


class DayField(forms.DateField):
    """A day; read as its first moment."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": "Choose a day, for example 2027-04-01."},
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return value.date() if isinstance(value, datetime) else value

    def clean(self, value: Any) -> Any:
        day: date | None = super().clean(value)
        return datetime.combine(day, time.min, tzinfo=UTC) if day else None


class LastDayField(DayField):
    """A day of which the whole counts, and which is the one that is shown."""

    def clean(self, value: Any) -> datetime | None:
        day: datetime | None = super().clean(value)
        return day + timedelta(days=1, seconds=-1) if day else None


class LocationField(forms.ChoiceField):
    """A region, by name."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": "Choose a location."})
        super().__init__(
            choices=lambda: [("", "Choose a location"), *places.names().items()], **kwargs
        )
