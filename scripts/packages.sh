# SPDX-License-Identifier: GPL-3.0-or-later
# Installs missing Debian packages. Runs apt only if a package is missing, so a second run needs no network.
# shellcheck shell=bash disable=SC2034,SC2154

packages_build=(gcc libc6-dev make autoconf automake libtool pkg-config
    libjansson-dev libglib2.0-dev libssl-dev libqrencode-dev libzint-dev libpng-dev libcmocka-dev
    libcurl4-openssl-dev libsqlite3-dev libzbar-dev libjpeg-dev libseccomp-dev)

# The native WebRTC peer of the tests needs these in addition.
packages_peer=(libnice-dev libsrtp2-dev libsoup-3.0-dev)

packages_log=$baton_cache/packages.log

packages_need() # PACKAGE...
{
    local package missing=()
    for package; do
        packages_has "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    say "    installing ${missing[*]}"
    packages_apt install "${missing[@]}"
}

packages_has() # PACKAGE
{
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# packages_apt install|satisfy ARGUMENT...: runs apt-get. If that fails, updates the package lists and tries again.
packages_apt()
{
    command -v apt-get >/dev/null || fail "no apt-get here; please install by hand: ${*:2}"
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qy --no-install-recommends)
    mkdir -p "$baton_cache"
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "packages are missing, and installing them needs root:
    apt-get --no-install-recommends $*"
        apt=(sudo "${apt[@]}")
    fi
    logged "$packages_log" "${apt[@]}" "$@" && return
    logged_or_fail "apt-get update" "$packages_log" "${apt[@]}" update
    logged_or_fail "apt-get $*" "$packages_log" "${apt[@]}" "$@"
}

# packages_unpack NAME FOLDER PACKAGE...: unpacks Debian's packages into FOLDER of the cache, without installing them.
# Writes the dependencies of the first package to the file `depends` there. NAME is for messages.
packages_unpack()
{
    local name=$1 folder=$baton_cache/$2 deb
    shift 2
    say "    fetching Debian's $name into ${baton_cache#"$baton_work"/}"
    rm -rf "$folder.new"
    mkdir -p "$folder.new/debs"
    packages_download "$folder.new/debs" "$@"
    for deb in "$folder.new"/debs/*.deb; do
        dpkg-deb -x "$deb" "$folder.new"
    done
    dpkg-deb -f "$folder.new"/debs/"$1"_*.deb Depends >"$folder.new/depends"
    rm -rf "$folder" "$folder.new/debs"
    mv "$folder.new" "$folder"
}

# packages_download FOLDER PACKAGE...: downloads packages. If that fails, updates the package lists and tries again.
packages_download()
{
    local folder=$1 apt=(apt-get -qy)
    shift
    (cd "$folder" && logged "$packages_log" apt-get -qy download "$@") && return
    [ "$(id -u)" -eq 0 ] || apt=(sudo "${apt[@]}")
    logged_or_fail "apt-get update" "$packages_log" "${apt[@]}" update
    (cd "$folder" && logged_or_fail "apt-get download" "$packages_log" apt-get -qy download "$@") || exit
}
