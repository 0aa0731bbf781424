"""Runs Yjs for the tests, with the Node of the virtual environment and the packages pinned here.

A second implementation that nobody can reach proves nothing, so a missing npm fails a test and
never skips it.
"""

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NODE = Path(sys.prefix) / "bin" / "node"
TIMEOUT_S = 240


class NpmFailed(AssertionError):
    """The npm packages that tests need cannot be installed."""


def install(folder: str = "tests/yjs") -> None:
    """Installs the packages pinned in a folder unless they are; one process at a time."""
    with (ROOT / ".ci" / "npm").open("rb") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        venv = os.path.relpath(sys.prefix, ROOT)
        done = subprocess.run(
            [".ci/npm", venv, folder],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    if done.returncode != 0:
        raise NpmFailed(
            f"{folder} was not installed ({NODE.parent / 'npm'} ended with {done.returncode}); "
            f"is the npm registry in reach?\n{done.stderr}"
        )


def run(script: str, job: object, *arguments: str) -> Any:
    """What a script of this folder answers to a JSON job."""
    done = subprocess.run(
        [NODE, HERE / script, *arguments],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, f"{script} ended with {done.returncode}:\n{done.stderr}"
    return json.loads(done.stdout)


class Yjs:
    """Yjs as a writer and a reader of updates; `run.mjs` describes the documents."""

    def encode(
        self, changes: Iterable[tuple[int, Iterable[tuple[str, str, bytes]]]]
    ) -> list[bytes]:
        """The updates in which these clients each set their (map, key, content)."""
        jobs = [
            {"client": client, "blocks": [(map_, key, data.hex()) for map_, key, data in blocks]}
            for client, blocks in changes
        ]
        return [bytes.fromhex(update) for update in run("run.mjs", {"encode": jobs})["encode"]]

    def write(self, changes: Sequence[dict[str, Any]]) -> list[bytes]:
        """The updates of whole changes, their msgpack written in JavaScript too."""
        return [bytes.fromhex(update) for update in run("run.mjs", {"write": changes})["write"]]

    def read(self, documents: Iterable[Sequence[bytes]]) -> list[dict[str, Any]]:
        """All entries that Yjs sees in each document."""
        return self._ask("read", documents)

    def understand(self, documents: Iterable[Sequence[bytes]]) -> list[list[dict[str, Any]]]:
        """The changes that Yjs sees in each document, their msgpack read in JavaScript too."""
        return self._ask("understand", documents)

    def _ask(self, verb: str, documents: Iterable[Sequence[bytes]]) -> list[Any]:
        job = {verb: [[update.hex() for update in updates] for updates in documents]}
        return list(run("run.mjs", job)[verb])
