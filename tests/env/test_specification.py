"""What has to be installed, as a repository says it."""

import pytest

from contracts.errors import BadRequest, NotReady
from contracts.repo import EntryPoint, Place, Requirement
from skills.env.specification import specification_of


def entry(path, make, *imports, kind="train"):
    uses = tuple(make.use(name) for name in imports)
    return EntryPoint(name=path, path=path, kind=kind, confidence=1, command=(path,), imports=uses)


def test_nested_requirements_are_followed(make):
    base = make.file("requirements/base.txt", "numpy")
    train = make.file("requirements.txt", "torch", options=["-r requirements/base.txt"])
    found = specification_of(make.repository(train, base))
    assert found.requirements == ("torch", "numpy")
    assert found.files == ("requirements.txt", "requirements/base.txt")


def test_files_that_include_each_other_end(make):
    one = make.file("requirements.txt", "numpy", options=["-r more.txt"])
    two = make.file("more.txt", "scipy", options=["-rrequirements.txt"])
    assert specification_of(make.repository(one, two)).requirements == ("numpy", "scipy")


def test_a_constraints_file_constrains_and_installs_nothing(make):
    main = make.file("requirements.txt", "pandas", options=["-c constraints.txt"])
    found = specification_of(make.repository(main, make.file("constraints.txt", "numpy<2")))
    assert (found.requirements, found.constraints) == (("pandas",), ("numpy<2",))


@pytest.mark.parametrize(
    "option",
    ["--index-url http://evil.example/simple", "--extra-index-url=http://x.example", "-f http://x.example/", "--pre"],
)
def test_options_of_a_repository_are_shown_and_not_obeyed(make, option):
    found = specification_of(make.repository(make.file("requirements.txt", "numpy", options=[option])))
    assert found.requirements == ("numpy",)
    assert found.left_out[0].startswith(repr(option))


def test_an_editable_checkout_of_itself_means_what_its_metadata_declares(make):
    main = make.file("requirements.txt", "pytest", options=["-e ."])
    found = specification_of(make.repository(main, make.file("setup.py", "numpy", kind="setup.py")))
    assert set(found.requirements) == {"pytest", "numpy"}


@pytest.mark.parametrize(
    ("line", "spec"),
    [
        ("-e git+https://git.example/a/CLIP.git#egg=clip", "clip @ git+https://git.example/a/CLIP.git"),
        ("git+https://git.example/a/timm.git@v1.0", "timm @ git+https://git.example/a/timm.git@v1.0"),
        ("https://x.example/foo-1.2-py3-none-any.whl", "foo @ https://x.example/foo-1.2-py3-none-any.whl"),
    ],
)
def test_an_address_becomes_a_requirement_with_its_name(make, line, spec):
    found = specification_of(make.repository(make.file("requirements.txt", "numpy", options=[line])))
    assert found.requirements == ("numpy", spec)


def test_the_credentials_of_an_address_are_not_shown(make):
    line = "foo @ git+https://me:s3cret@git.example/foo.git"
    found = specification_of(make.repository(make.file("requirements.txt", line)))
    assert found.shown == ("foo @ git+https://***@git.example/foo.git",)
    assert "s3cret" in found.requirements[0]


@pytest.mark.parametrize(
    ("line", "spec"),
    [
        ("sklearn", "scikit-learn"),
        ("sklearn==0.0", "scikit-learn"),
        ("numpy>=1.*", "numpy>=1"),
        ("opencv>=4", "opencv-python>=4"),
    ],
)
def test_usual_mistakes_are_mended_and_recorded(make, line, spec):
    found = specification_of(make.repository(make.file("requirements.txt", line)))
    assert found.requirements == (spec,)
    assert found.changes[0].what == f"{line} → {spec}"


def test_a_line_that_is_no_requirement_is_named(make):
    broken = make.file("requirements.txt", "numpy")
    broken = broken.model_copy(
        update={"requirements": (Requirement(spec="foo bar baz", proof=Place(path="requirements.txt", line=7)),)}
    )
    found = specification_of(make.repository(broken, imports=[make.use("numpy")]))
    assert "requirements.txt:7" in found.left_out[0]


def test_conda_lines_are_translated(make):
    lines = ["python=3.8.5", "pip=20.3", "cudatoolkit=11.3", "pytorch=1.11.0", "numpy=1.19.2=py38h0", "pandas>=1.1"]
    found = specification_of(make.repository(make.file("environment.yml", *lines, kind="conda")))
    assert found.requirements == ("torch==1.11.0.*", "numpy==1.19.2", "pandas>=1.1")
    assert found.python == "3.8.5"


def test_of_several_files_the_one_counts_that_declares_what_the_code_imports(make):
    setup = make.file("setup.py", "torch", kind="setup.py")
    conda = make.file("environment.yml", "pytorch", "einops", "omegaconf", kind="conda")
    imports = [make.use("torch"), make.use("einops"), make.use("omegaconf")]
    assert specification_of(make.repository(setup, conda, imports=imports)).files == ("environment.yml",)


def test_files_for_development_are_not_installed(make):
    files = [make.file("requirements-dev.txt", "black"), make.file("requirements.txt", "numpy")]
    assert specification_of(make.repository(*files)).requirements == ("numpy",)
    assert specification_of(make.repository(files[0], imports=[make.use("torch")])).requirements == ("torch",)


def test_the_requirements_nearest_to_the_entry_count(make):
    files = [make.file("requirements.txt", "numpy"), make.file("vision/requirements.txt", "torch")]
    assert specification_of(make.repository(*files, path="vision/train.py")).requirements == ("torch",)
    assert specification_of(make.repository(*files, path="text/train.py")).requirements == ("numpy",)


def test_a_lock_pins_what_is_declared_and_can_be_given_up(make):
    lock = make.file("poetry.lock", "numpy==1.26.4", "black==23.1", kind="lock")
    declared = make.file("pyproject.toml", "numpy>=1.20", kind="pyproject")
    found = specification_of(make.repository(lock, declared))
    assert found.requirements == ("numpy>=1.20",)
    assert found.constraints == ("numpy==1.26.4", "black==23.1")
    assert found.fallback.constraints == ()


def test_a_name_that_a_lock_has_twice_is_left_open(make):
    lock = make.file("poetry.lock", "scipy==1.6.0", "scipy==1.9.3", "six==1.16.0", kind="lock")
    declared = make.file("pyproject.toml", "scipy", kind="pyproject")
    assert specification_of(make.repository(lock, declared)).constraints == ("six==1.16.0",)


def test_an_import_that_nothing_declares_is_found_under_any_of_its_names(make):
    imports = [make.use("cv2", distribution="opencv-python"), make.use("PIL", distribution="pillow")]
    found = specification_of(make.repository(make.file("requirements.txt", "opencv-python-headless"), imports=imports))
    assert [item.spec for item in found.undeclared] == ["pillow"]


def test_an_undeclared_import_takes_the_version_that_another_file_says(make):
    files = [make.file("requirements.txt", "numpy"), make.file("docker/requirements.txt", "tqdm==4.60")]
    imports = [make.use("numpy"), make.use("tqdm")]
    assert [item.spec for item in specification_of(make.repository(*files, imports=imports)).undeclared] == [
        "tqdm==4.60"
    ]


def test_a_module_with_a_common_name_is_never_guessed(make):
    found = specification_of(make.repository(imports=[make.use("torch"), make.use("utils")]))
    assert found.requirements == ("torch",)
    assert "`utils`" in found.left_out[0]


def test_a_second_framework_that_is_not_declared_is_left_out(make):
    imports = [make.use("torch"), make.use("tensorflow")]
    found = specification_of(make.repository(make.file("requirements.txt", "torch"), imports=imports))
    assert found.undeclared == ()
    assert "`tensorflow`" in found.left_out[0]


def test_what_only_an_export_imports_is_not_required(make):
    entries = [entry("train.py", make, "numpy"), entry("export.py", make, "onnx", kind="export")]
    found = specification_of(make.repository(make.file("requirements.txt", "numpy"), entries=entries))
    assert found.undeclared == ()


def test_programs_that_need_different_packages_are_to_be_chosen_from(make):
    entries = [entry("a/train.py", make, "numpy"), entry("b/train.py", make, "torch")]
    repo = make.repository(entries=entries).model_copy(update={"choose_from": {"train": ("a/train.py", "b/train.py")}})
    with pytest.raises(NotReady, match=r"`a/train\.py`, `b/train\.py`"):
        specification_of(repo)
    assert specification_of(repo.model_copy(update={"chosen": "b/train.py"})).requirements == ("torch",)


def test_extras_of_a_project_are_installed(make, tmp_path):
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "mine"\n[project.optional-dependencies]\ngpu = ["cupy"]\nall = ["mine[gpu]", "wandb"]\n'
        '[dependency-groups]\ntrain = ["tqdm", {include-group = "log"}]\nlog = ["rich"]\n'
    )
    repo = make.repository(make.file("pyproject.toml", "numpy", kind="pyproject"), root=str(tmp_path))
    assert specification_of(repo, ("all",)).requirements == ("numpy", "cupy", "wandb")
    assert specification_of(repo, ("train",)).requirements == ("numpy", "tqdm", "rich")
    with pytest.raises(BadRequest, match=r"'nope'.*all, gpu, log, train"):
        specification_of(repo, ("nope",))


def test_a_requirements_file_can_be_an_extra(make):
    files = [make.file("requirements.txt", "numpy"), make.file("requirements-gpu.txt", "cupy")]
    assert specification_of(make.repository(*files), ("gpu",)).requirements == ("numpy", "cupy")


def test_the_digest_depends_on_what_is_asked_for_alone(make):
    one = specification_of(make.repository(make.file("requirements.txt", "numpy", "scipy")))
    same = specification_of(make.repository(make.file("requirements.txt", "scipy", "numpy")))
    other = specification_of(make.repository(make.file("requirements.txt", "numpy")))
    assert one.digest == same.digest != other.digest


@pytest.mark.parametrize(("name", "text"), [(".python-version", "3.9.1\n"), ("runtime.txt", "python-3.9.1")])
def test_the_python_of_the_repository_is_read(make, tmp_path, name, text):
    (tmp_path / name).write_text(text)
    assert specification_of(make.repository(root=str(tmp_path))).python == "3.9.1"
