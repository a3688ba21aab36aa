#!/usr/bin/env bash
# Makes .venv with the package, its development tools and, where the machine allows, Apertium's language pairs.
# uv is used where it is present; otherwise venv and pip.
set -euo pipefail
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3}

if command -v uv >/dev/null 2>&1; then
    [ -x .venv/bin/python ] || uv venv -q --python "$PYTHON" .venv
    install() { uv pip install -q --python .venv/bin/python "$@"; }
else
    [ -x .venv/bin/python ] || "$PYTHON" -m venv .venv
    .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip -q
    install() { .venv/bin/python -m pip install -q --disable-pip-version-check "$@"; }
fi

.venv/bin/python - <<'PY'
import sys
if sys.version_info < (3, 11):
    sys.exit(f"auditor needs Python 3.11 or newer, this is {sys.version.split()[0]}: set PYTHON=python3.11")
PY

install -e . 2>&1 | grep -v '^WARNING: Location' || true
mapfile -t dev < <(.venv/bin/python - <<'PY'
import tomllib
table = tomllib.load(open("pyproject.toml", "rb"))
extras = table["project"]["optional-dependencies"]
print(*table["dependency-groups"]["dev"], *extras["glossary"], *extras["html"], *extras["xlsx"], *extras["ru"], *extras["postgres"], *extras["web"], *extras["oidc"], sep="\n")
PY
)
install "${dev[@]}" 2>&1 | grep -v '^WARNING: Location' || true
.venv/bin/auditor --version >/dev/null

# Apertium: free rule-based translation between close languages, used for back-translation.
PAIRS="apertium apertium-eng-spa apertium-fr-es apertium-spa-ita apertium-es-pt"
missing() { ! apertium -l 2>/dev/null | grep -q "^ *$1$"; }
if command -v apertium >/dev/null 2>&1 && ! missing eng-spa && ! missing fr-es && ! missing ita-spa && ! missing pt-es; then
    :
elif command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -q >/dev/null 2>&1 || true
    for package in $PAIRS; do
        DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$package" >/dev/null 2>&1 ||
            echo "setup: $package could not be installed; audits will say which back-translations they skip" >&2
    done
else
    echo "setup: for back-translation run:  sudo apt-get install $PAIRS" >&2
fi
