#!/bin/sh
# Installs the named Debian packages when this user may; else says what to install.
if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo"; else
  echo "The tests need these packages: $*. Install them, then run this again." >&2
  exit 1
fi
command -v apt-get >/dev/null || { echo "The tests need these packages: $*." >&2; exit 1; }
$as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq "$@" >/dev/null
