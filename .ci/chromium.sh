#!/bin/sh
# The browser tests drive the system's Chromium; install it where that can be done.
set -eu
for browser in "${WORKBENCH_CHROMIUM:-}" chromium chromium-browser google-chrome \
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
  /Applications/Chromium.app/Contents/MacOS/Chromium; do
  [ -n "$browser" ] && command -v "$browser" >/dev/null 2>&1 && exit 0
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
else
  echo "The browser tests need Chromium. Install it (Debian: sudo apt install chromium; macOS:" >&2
  echo "brew install --cask chromium), or name one: WORKBENCH_CHROMIUM=/path/to/chrome" >&2
  exit 1
fi
