"""The ground's own tests keep to temporary folders, also where root's servers move out of a closed one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session", autouse=True)
def _servers_home() -> Iterator[None]:
    folder = Path(tempfile.mkdtemp(prefix="wayhome-servers-"))
    folder.chmod(0o711)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAYHOME_SERVERS_HOME", str(folder))
        yield
    shutil.rmtree(folder, ignore_errors=True)
