"""The command edge: who acts, one-line errors, tables for people and JSON for scripts."""

import json
import sys
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from portal import request_id
from portal.errors import InvalidInput, PortalError


class ProductCommand(BaseCommand):
    """A command of the product. A leaf gives `arguments` and `run`.

    Errors are one line on standard error and exit status 1, never a traceback. Who acts is
    settled by the app's own base class (accounts.commands.ActingCommand).
    """

    requires_system_checks: tuple[str, ...] = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        parser: Any = super().create_parser(prog_name, subcommand, **kwargs)
        _hide_django_options(parser)
        parser.error = partial(_refuse, parser)
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        self.arguments(parser)

    def arguments(self, parser: ArgumentParser) -> None:
        """What the command takes."""

    def begin(self, options: dict[str, Any]) -> None:
        """Before `run`; a base class takes its own options out."""

    def run(self, *args: Any, **options: Any) -> None:
        raise TypeError(f"{type(self).__name__} does nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        request_id.begin()
        try:
            _check_text(options)
            self.begin(options)
            self.run(**options)
        except PortalError as error:
            raise CommandError(" ".join(error.message.split())) from error
        except DatabaseError as error:
            raise CommandError(_unusable(error)) from error

    def emit(self, value: Any) -> None:
        """JSON on standard output."""
        self.stdout.write(json.dumps(value, indent=2, default=str))

    def table(self, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
        """Aligned columns; the header is the columns' names."""
        lines = [columns, *([_cell(row.get(column)) for column in columns] for row in rows)]
        widths = [max(len(line[i]) for line in lines) for i in range(len(columns))]
        for line in lines:
            cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())

    @property
    def is_terminal(self) -> bool:
        return sys.stdout.isatty()


def _check_text(options: Mapping[str, Any]) -> None:
    """A shell hands over any bytes; those that are no text can be neither looked up nor kept."""
    for name, value in options.items():
        for text in value if isinstance(value, list) else [value]:
            try:
                str(text).encode()
            except UnicodeEncodeError as error:
                raise InvalidInput(f"{name} is not written in UTF-8.", field=name) from error


def _unusable(error: DatabaseError) -> str:
    reason = " ".join(str(error).split())
    return f"The database cannot be used ({reason}). `manage.py up` prepares it at its start."


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _refuse(parser: Any, message: str) -> NoReturn:
    """One line here too, where argparse would print the whole usage."""
    text = f"{message[:1].upper()}{message[1:]}. --help shows what it takes."
    if parser.called_from_command_line:
        parser.exit(2, f"{parser.prog}: {text}\n")
    raise CommandError(text)


def address() -> str:
    """What to type into a browser."""
    if settings.SIG_URL:
        return str(settings.SIG_URL)
    host = "localhost" if settings.SIG_HOST in {"0.0.0.0", "::"} else settings.SIG_HOST  # noqa: S104
    shown = f"[{host}]" if ":" in host else host
    scheme = "https" if settings.SIG_TLS else "http"
    return f"{scheme}://{shown}:{settings.SIG_PORT}"


def _hide_django_options(parser: Any) -> None:
    """Keep help to what concerns the product."""
    hidden = {"version", "verbosity", "settings", "pythonpath", "no_color", "force_color"}
    for action in parser._actions:
        if action.dest in hidden | {"skip_checks"}:
            action.help = SUPPRESS
