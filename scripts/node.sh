# SPDX-License-Identifier: GPL-3.0-or-later
# Installs Node, and the npm packages of a folder.
# shellcheck shell=bash disable=SC2034,SC2154

# The version of Debian 12. In older versions, node:test runs the hooks of a suite in the wrong order and has no
# reporters.
node_oldest=18.19

node_prepare()
{
    packages_need ca-certificates
    node_usable || packages_need nodejs npm
    node_usable || fail "Node $node_oldest or newer with npm is needed, found $(node --version 2>&1)"
}

node_usable()
{
    command -v npm >/dev/null && command -v node >/dev/null &&
        printf '%s\n' "$node_oldest" "$(node -p process.versions.node)" | sort -CV
}

# node_packages FOLDER: runs npm ci if the lock file or the version of Node has changed since the last time.
node_packages()
{
    local stamp=$1/node_modules/.baton-installed wanted
    wanted=$(node --version; sha256sum <"$1/package-lock.json")
    [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return
    say "    npm packages of ${1#"$baton_root"/}"
    (cd "$1" && logged_or_fail "npm ci" "$baton_cache/npm.log" npm ci --no-audit --no-fund) || exit
    echo "$wanted" >"$stamp"
}
