"""Environments are built for real, by uv and by pip, from wheels made by hand."""

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import Bench, ProcessHost, dependency_file, repository, use

from contracts.env import EnvContract
from contracts.errors import Broken, Cancelled, MLClawError, Refused
from contracts.events import Progress
from skills.arguments import Env
from skills.skill import Outlook

both = pytest.mark.parametrize("installer", ["uv", "pip"])


def built(bench: Bench, installer: str = "uv", **args: object) -> EnvContract:
    bench.skill(installer).run(Env.model_validate(args), bench.context)
    return bench.project.require(EnvContract)
