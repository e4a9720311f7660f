# SPDX-License-Identifier: GPL-3.0-or-later
# Private servers of the tests: Debian's packages, unpacked into the cache. They are not installed, because that would
# start daemons. Only the libraries that they need are installed.
# shellcheck shell=bash disable=SC2034,SC2154

# coturn, a TURN server. Sets coturn_prefix.
coturn_prepare()
{
    private_prepare coturn BATON_COTURN coturn coturn -- usr/bin/turnserver usr/bin/turnutils_uclient
    coturn_prefix=$private_prefix
}

# Kannel, an SMS gateway. Sets kannel_prefix.
kannel_prepare()
{
    private_prepare Kannel BATON_KANNEL kannel kannel kannel-extras -- \
        usr/sbin/bearerbox usr/sbin/smsbox usr/lib/kannel/test/fakesmsc
    kannel_prefix=$private_prefix
}

# private_prepare NAME VARIABLE FOLDER PACKAGE... -- PROGRAM...: makes the programs of packages usable, and sets
# private_prefix to the folder to which their paths are relative. The environment variable VARIABLE chooses an existing
# folder; otherwise it is FOLDER in the cache. NAME is for messages.
private_prepare()
{
    local name=$1 variable=$2 folder=$3 packages=() program programs=()
    shift 3
    while [ "$1" != -- ]; do
        packages+=("$1")
        shift
    done
    shift
    private_prefix=${!variable:-$baton_cache/$folder}
    for program; do
        programs+=("$private_prefix/$program")
    done
    if [ ! -x "${programs[0]}" ]; then
        [ -z "${!variable:-}" ] || fail "$variable=${!variable} has no $1"
        packages_unpack "$name" "$folder" "${packages[@]}"
    fi
    private_is_complete "${programs[@]}" || packages_apt satisfy "$(cat "$private_prefix/depends")"
    private_is_complete "${programs[@]}" || fail "$name doesn't find all of its libraries:
$(private_missing "${programs[@]}")"
}

private_missing() # PROGRAM...
{
    ldd "$@" 2>&1 | grep 'not found'
}

private_is_complete() # PROGRAM...
{
    ! private_missing "$@" >/dev/null
}
