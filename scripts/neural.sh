#!/usr/bin/env bash
# Adds what the neural engines run on to .venv: torch for the CPU (200 MB; the plain wheel brings gigabytes of CUDA), CTranslate2.
# Where it cannot be had, their tests are skipped and say so.
set -euo pipefail
cd "$(dirname "$0")/.."
TORCH=torch==2.13.0+cpu

if command -v uv >/dev/null 2>&1; then
    install() { uv pip install -q --python .venv/bin/python "$@"; }
else
    install() { .venv/bin/python -m pip install -q --disable-pip-version-check "$@"; }
fi

.venv/bin/python -c 'import torch, ctranslate2, sacremoses' 2>/dev/null && exit 0
{
    { install "$TORCH" 2>/dev/null || install --index-url https://download.pytorch.org/whl/cpu "$TORCH"; } &&
        install 'sacremoses>=0.1.1' 'ctranslate2>=4.6'
} >/dev/null 2>&1 || {
    echo "neural: torch or CTranslate2 could not be installed; the tests of the neural engines are skipped" >&2
    exit 1
}
