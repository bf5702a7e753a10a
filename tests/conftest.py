"""No test touches the home, the settings or the git identity of whoever runs it."""

import os
from collections.abc import Iterator

import pytest

OURS_AND_GITS = (
    "MLCLAW_",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_AUTHOR_",
    "GIT_COMMITTER_",
)


@pytest.fixture(autouse=True, scope="session")
def _nothing_of_the_users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(OURS_AND_GITS)]:
            patch.delenv(name)
        patch.setenv("MLCLAW_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        patch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
        yield
