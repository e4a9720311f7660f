# SPDX-License-Identifier: GPL-3.0-or-later
# A private coturn, the TURN server of the tests: Debian's package, unpacked into the cache. It is not installed,
# because that would start a daemon. Only the libraries that it needs are installed.
# shellcheck shell=bash disable=SC2034,SC2154

# Sets coturn_prefix. BATON_COTURN=FOLDER chooses an existing folder with usr/bin/turnserver.
coturn_prepare()
{
    coturn_prefix=${BATON_COTURN:-$baton_cache/coturn}
    [ -x "$coturn_prefix/usr/bin/turnserver" ] || coturn_unpack
    coturn_libraries_complete || packages_apt satisfy "$(cat "$baton_cache/coturn/depends")"
    coturn_libraries_complete || fail "coturn doesn't find all of its libraries:
$(coturn_libraries_missing)"
}

coturn_unpack()
{
    [ -z "${BATON_COTURN:-}" ] || fail "BATON_COTURN=$BATON_COTURN has no usr/bin/turnserver"
    packages_unpack coturn coturn coturn
}

coturn_libraries_missing()
{
    ldd "$coturn_prefix"/usr/bin/{turnserver,turnutils_uclient} 2>&1 | grep 'not found'
}

coturn_libraries_complete()
{
    ! coturn_libraries_missing >/dev/null
}
