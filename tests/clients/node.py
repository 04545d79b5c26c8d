"""The Node SDK: a script of `node/` that prints JSON."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.clients.loopback import CLIENTS, ROOT, environment

SCRIPTS = ROOT / "tests" / "clients" / "node"
MODULES = CLIENTS / "node" / "node_modules"


class Node:
    def __init__(self, authority: Path) -> None:
        self.environment = environment(authority, NODE_PATH=str(MODULES))

    @staticmethod
    def is_missing() -> bool:
        return shutil.which("node") is None or not MODULES.exists()

    def __call__(self, script: str, **told: Any) -> Any:
        done = subprocess.run(
            ["node", str(SCRIPTS / script), json.dumps(told)], env=self.environment,
            capture_output=True, text=True, timeout=240,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)
