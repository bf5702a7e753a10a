"""What a user means by a repository."""

from pathlib import Path

import pytest

from contracts.errors import BadRequest
from skills.analyze.given import Folder, Remote, understand_repository


@pytest.fixture
def home(tmp_path, monkeypatch):
    (tmp_path / "src" / "foo").mkdir(parents=True)
    (tmp_path / "src" / "foo" / "train.py").write_text("x = 1\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path / "src")
    return tmp_path


@pytest.mark.parametrize(
    "said", ["~/src/foo", "~/src/foo/", "foo", "./foo", "'foo'", '"~/src/foo/"', "../src/foo", "`foo`"]
)
def test_a_folder_is_understood_however_it_is_written(home, said):
    assert understand_repository(said) == Folder(home / "src" / "foo")


def test_a_script_means_its_folder_with_that_entry(home):
    assert understand_repository("foo/train.py") == Folder(home / "src" / "foo", "train.py")


def test_a_script_in_a_git_repository_means_the_repository(home):
    (home / "src" / ".git").mkdir()
    assert understand_repository("foo/train.py") == Folder(home / "src", "foo/train.py")


def test_a_sub_folder_of_a_git_repository_is_honoured(home):
    (home / "src" / ".git").mkdir()
    assert understand_repository("foo") == Folder(home / "src" / "foo")


@pytest.mark.parametrize(
    ("said", "remote"),
    [
        ("https://github.com/a/b", Remote("https://github.com/a/b")),
        ("https://github.com/a/b.git/", Remote("https://github.com/a/b.git")),
        ("github.com/a/b", Remote("https://github.com/a/b")),
        ("git@github.com:a/b.git", Remote("git@github.com:a/b.git")),
        ("ssh://git@host:22/a/b", Remote("ssh://git@host:22/a/b")),
        ("https://github.com/a/b/tree/main/sub/dir", Remote("https://github.com/a/b", "main", "sub/dir")),
        ("https://gitlab.com/a/b/-/tree/v1", Remote("https://gitlab.com/a/b", "v1")),
    ],
)
@pytest.mark.usefixtures("home")
def test_an_address_is_cloned(said, remote):
    assert understand_repository(said) == remote


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("", "No repository was named"),
        ("nowhere/at/all", "Check the spelling"),
        (r"D:\repos\foo", "is a path of Windows"),
        (r"\\server\share", "is a path of Windows"),
        ("ftp://host/x", "is no address of a git repository"),
        ("https://host", "is no address of a git repository"),
        ("https://me:secret@host/a/b", "carries a password"),
        ("~nobody_at_all/x", "names a home that is not known"),
        ("foo/notes.txt", "is a file, and no Python script"),
        ("a\0b", "There is no"),
    ],
)
def test_what_is_no_repository_is_refused_with_a_reason(home, said, message):
    (home / "src" / "foo" / "notes.txt").write_text("x")
    with pytest.raises(BadRequest, match=message):
        understand_repository(said)


def test_a_password_is_not_repeated_in_the_message():
    with pytest.raises(BadRequest) as caught:
        understand_repository("https://me:secret@host/a/b")
    assert "secret" not in str(caught.value)


def test_relative_paths_start_from_the_working_folder(home):
    assert understand_repository("foo", base=Path(home / "src")) == Folder(home / "src" / "foo")
