#!/bin/sh
# Make the virtual environment: venv.sh PYTHON FOLDER. Debian keeps venv in a package of its own.
set -eu
python=$1
folder=$2
if ! command -v "$python" >/dev/null 2>&1; then
  echo "There is no $python. Install Python 3.11 or newer, or name it: make PYTHON=/path/to/python3" >&2
  exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "$("$python" --version) is too old: Python 3.11 or newer is needed (make PYTHON=python3.12)." >&2
  exit 1
fi
if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
  if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
  else
    echo "Python lacks venv. Install it first (Debian, Ubuntu: sudo apt install python3-venv)." >&2
    exit 1
  fi
fi
[ -x "$folder/bin/python" ] || "$python" -m venv "$folder"
