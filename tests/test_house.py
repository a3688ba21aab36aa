"""The house: imports point one way, the command line starts light, and the wheel carries what it needs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("torch", "transformers", "numpy", "sqlalchemy", "lxml", "jinja2", "sacrebleu", "babel", "httpx2", "simplemma", "rapidfuzz")


def run(*command: str, cwd: Path = ROOT, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=300, **options)  # type: ignore[call-overload,no-any-return]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    program = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command as c; c(['--no-cache'])"
    return run(sys.executable, "-c", program, cwd=folder)


def test_a_planted_violation_of_the_layers_is_caught(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "auditor", tmp_path / "auditor", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    assert lint_imports(tmp_path).returncode == 0
    with (tmp_path / "auditor" / "lang" / "scripts.py").open("a") as file:
        file.write("\nfrom auditor import pipeline\n")
    broken = lint_imports(tmp_path)
    assert broken.returncode != 0
    assert "auditor.lang" in broken.stdout


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys\nfrom auditor.cli import app\nfrom typer.testing import CliRunner\n"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = run(sys.executable, "-c", program)
    assert done.stdout.strip() == "[]", done.stderr


def test_a_rules_only_audit_loads_no_model_library(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": "a", "target": "It cost 3 euros.", "target_lang": "en"}) + "\n")
    program = (
        "import sys\nfrom auditor.cli import app\nfrom typer.testing import CliRunner\n"
        f"r = CliRunner().invoke(app, ['audit', {str(tmp_path / 'in.jsonl')!r}, '--engine', 'none'])\n"
        "assert r.exit_code == 0, r.output\n"
        "print([m for m in ('torch', 'transformers', 'ctranslate2') if m in sys.modules])"
    )
    done = run(sys.executable, "-c", program, cwd=tmp_path)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder))
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_has_every_data_file(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    tracked = run("git", "ls-files", "corpora").stdout.split() if (ROOT / ".git").exists() else []
    shipped = tracked or [str(p.relative_to(ROOT)) for p in (ROOT / "corpora").rglob("*") if p.is_file()]
    missing = [name for name in shipped if f"auditor/_{name}" not in inside]
    assert not missing
    templates = [str(p.relative_to(ROOT)) for p in (ROOT / "auditor").rglob("*") if p.suffix in {".html", ".css", ".js", ".typed"}]
    assert [name for name in templates if name not in inside] == []


def test_the_wheel_works_alone(wheel: Path, tmp_path: Path) -> None:
    """Unpacked into an empty folder, away from the repository, with nothing of it on the path."""
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    (tmp_path / "in.jsonl").write_text(
        json.dumps({"id": "a", "target": "Photo: Ministry/Manual/TASS", "target_lang": "en", "field": "credit"}) + "\n"
    )
    program = (
        f"import sys\nsys.path[:] = [{str(tmp_path / 'site')!r}] + [p for p in sys.path if {str(ROOT)!r} != p and p]\n"
        "import auditor\nassert '/site/' in auditor.__file__, auditor.__file__\n"
        "from auditor.cli import main\nsys.argv = ['auditor', 'check', 'in.jsonl', '--format', 'json']\nmain()"
    )
    done = run(sys.executable, "-I", "-c", program, cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert [f["quote"] for f in json.loads(done.stdout)["findings"]] == ["Manual"]
