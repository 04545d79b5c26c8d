"""The Azure command line as a program."""

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any, Self

from tests.clients.loopback import CLIENTS, environment

PROGRAM = CLIENTS / "az" / "bin" / "az"
SECONDS = 240
CLOUD = "Portal"
PROMPT = re.compile(r"open the page (\S+) and enter the code (\S+)")


class Az:
    """With a configuration folder of its own: who has signed in there is remembered in it."""

    def __init__(self, folder: Path, authority: Path) -> None:
        self.folder, self.authority = folder, authority
        self.environment = environment(authority, AZURE_CONFIG_DIR=str(folder))

    def __call__(self, line: str, *more: str | Path) -> Any:
        """The JSON that the command prints; None when it prints nothing."""
        done = self.run(line, *more)
        assert done.returncode == 0, f"az {line} ended {done.returncode}:\n{done.stderr}"
        return json.loads(done.stdout) if done.stdout.strip() else None

    def refused(self, line: str, *more: str | Path) -> str:
        """What it says when it fails."""
        done = self.run(line, *more)
        assert done.returncode, f"az {line} was not refused:\n{done.stdout}"
        assert "Traceback" not in done.stderr, done.stderr
        return done.stderr

    def run(self, line: str, *more: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.words(line, *more), env=self.environment, capture_output=True, text=True,
            timeout=SECONDS, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def start(self, line: str, *more: str | Path) -> subprocess.Popen[str]:
        """For a command that waits for somebody."""
        return subprocess.Popen(
            self.words(line, *more), env=self.environment, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def words(self, line: str, *more: str | Path) -> list[str]:
        return [str(PROGRAM), *shlex.split(line), *map(str, more), "--output", "json"]

    def register(self, url: str) -> None:
        """As docs/azure-clients.md tells it."""
        self(
            "config set core.instance_discovery=false core.collect_telemetry=false"
            " core.login_experience_v2=off auto-upgrade.enable=no --only-show-errors"
        )
        self(f"cloud register -n {CLOUD} --endpoint-resource-manager {url}")
        self(f"cloud set -n {CLOUD}")

    def another(self, folder: Path) -> Self:
        """The same cloud, and nobody signed in."""
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("msal*", "*rofile*"))
        return type(self)(folder, self.authority)


def prompt_of(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Where to confirm a sign-in by device code, and the code."""
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        found = PROMPT.search(line)
        if found:
            return found[1], found[2]
    raise AssertionError(f"No device code in: {''.join(said)}")
