"""Where packages come from: what the user told pip holds for uv too."""

import os
from pathlib import Path

import pytest

from contracts.errors import Broken
from skills.env.index_settings import read_index_settings
from skills.env.redaction import redact


def settings(**variables):
    return read_index_settings({"PIP_CONFIG_FILE": os.devnull, "HOME": "/nowhere", **variables})


@pytest.mark.parametrize(
    ("pip", "uv"),
    [
        ({"PIP_FIND_LINKS": "/a /b"}, {"UV_FIND_LINKS": "/a,/b"}),
        ({"PIP_INDEX_URL": "https://x.example/s"}, {"UV_DEFAULT_INDEX": "https://x.example/s"}),
        (
            {"PIP_EXTRA_INDEX_URL": "https://x.example/a https://x.example/b"},
            {"UV_INDEX": "https://x.example/a https://x.example/b", "UV_INDEX_STRATEGY": "unsafe-best-match"},
        ),
        ({"PIP_CERT": "/etc/ca.pem"}, {"SSL_CERT_FILE": "/etc/ca.pem"}),
        ({"PIP_TRUSTED_HOST": "a b"}, {"UV_INSECURE_HOST": "a b"}),
        ({"PIP_PROXY": "http://p.example:1"}, {"ALL_PROXY": "http://p.example:1"}),
        ({"PIP_DEFAULT_TIMEOUT": "90"}, {"UV_HTTP_TIMEOUT": "90"}),
        ({"PIP_PRE": "1"}, {"UV_PRERELEASE": "allow"}),
    ],
)
def test_settings_of_pip_are_translated(pip, uv):
    found = settings(**pip).for_uv
    assert {name: found.get(name) for name in uv} == uv


def test_what_the_user_told_uv_itself_wins():
    assert settings(PIP_INDEX_URL="https://a.example", UV_DEFAULT_INDEX="https://b.example").for_uv[
        "UV_DEFAULT_INDEX"
    ] == ("https://b.example")


def test_files_of_pip_are_read_and_variables_win(tmp_path):
    (tmp_path / ".config" / "pip").mkdir(parents=True)
    (tmp_path / ".config" / "pip" / "pip.conf").write_text(
        "[global]\nfind-links =\n    /one\n    /two\nindex-url = https://file.example\n[install]\nno-index = true\n"
    )
    found = read_index_settings({"HOME": str(tmp_path), "PIP_INDEX_URL": "https://variable.example"})
    assert found.for_uv["UV_FIND_LINKS"] == "/one,/two"
    assert found.for_uv["UV_DEFAULT_INDEX"] == "https://variable.example"
    assert found.no_index


def test_a_file_of_pip_that_cannot_be_read_is_named(tmp_path):
    file = tmp_path / "pip.conf"
    file.write_text("index-url = https://me:s3cret@x.example\n")
    with pytest.raises(Broken, match=r"pip\.conf") as raised:
        read_index_settings({"HOME": str(tmp_path), "PIP_CONFIG_FILE": str(file)})
    assert "s3cret" not in str(raised.value)


def test_settings_that_would_bend_our_commands_are_not_passed_on():
    found = settings(PIP_TARGET="/elsewhere", UV_PYTHON="3.6", UV_SYSTEM_PYTHON="1", PIP_USER="1", AWS_SECRET="x")
    assert found.for_pip["PIP_USER"] == "0"
    assert not {"PIP_TARGET", "UV_PYTHON", "UV_SYSTEM_PYTHON", "AWS_SECRET"} & {*found.for_pip, *found.for_uv}


def test_the_settings_do_not_show_themselves():
    assert "s3cret" not in repr(settings(PIP_INDEX_URL="https://me:s3cret@x.example"))


def test_wheel_folders_are_known_by_path_and_by_address(tmp_path):
    found = settings(PIP_FIND_LINKS=f"{tmp_path} file://{tmp_path} https://x.example/links")
    assert found.wheel_folders == (tmp_path, tmp_path)


def test_only_the_users_own_settings_of_uv_are_used(tmp_path):
    (tmp_path / ".config" / "uv").mkdir(parents=True)
    assert read_index_settings({"HOME": str(tmp_path), "PIP_CONFIG_FILE": os.devnull}).uv_config is None
    file = tmp_path / ".config" / "uv" / "uv.toml"
    file.touch()
    assert read_index_settings({"HOME": str(tmp_path), "PIP_CONFIG_FILE": os.devnull}).uv_config == Path(file)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://me:pw@x.example/simple", "https://***@x.example/simple"),
        ("git+ssh://git@x.example/a b", "git+ssh://***@x.example/a b"),
        ("foo@https://token@x.example 'https://a:b@y'", "foo@https://***@x.example 'https://***@y'"),
        ("mail me@x.example https://x.example/a@1.0", "mail me@x.example https://x.example/a@1.0"),
    ],
)
def test_credentials_in_addresses_are_taken_out(text, shown):
    assert redact(text) == shown
