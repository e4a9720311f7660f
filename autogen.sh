#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes ./configure from configure.ac. Needed in a checkout, not in a release.
set -e
cd "$(dirname "$0")"

missing=
need() # command, Debian package
{
    command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}

need autoreconf autoconf
need automake automake
need libtoolize libtool
need pkg-config pkg-config
need make make
if [ -n "$missing" ]; then
    echo "autogen.sh: missing; on Debian: apt install$missing" >&2
    exit 1
fi

exec autoreconf --install
