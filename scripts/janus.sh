# SPDX-License-Identifier: GPL-3.0-or-later
# A private Janus for the tests and the demo: Debian's packages, unpacked into the cache. They are not installed,
# because that would start a service and write /etc/janus.
# shellcheck shell=bash disable=SC2034,SC2154

# Sets janus_prefix. BATON_JANUS=PREFIX chooses a Janus that is already installed.
janus_prepare()
{
    janus_prefix=${BATON_JANUS:-$baton_cache/janus/usr}
    [ -x "$janus_prefix/bin/janus" ] || janus_unpack
    janus_libraries_complete || packages_apt satisfy "$(cat "$baton_cache/janus/depends")"
    janus_libraries_complete || fail "Janus doesn't find all of its libraries:
$(janus_libraries_missing)"
}

janus_unpack()
{
    [ -z "${BATON_JANUS:-}" ] || fail "BATON_JANUS=$BATON_JANUS has no bin/janus"
    packages_unpack Janus janus janus janus-dev
}

janus_libraries_missing()
{
    ldd "$janus_prefix/bin/janus" "$janus_prefix"/lib/*/janus/transports/libjanus_{http,websockets}.so 2>&1 |
        grep 'not found'
}

janus_libraries_complete()
{
    ! janus_libraries_missing >/dev/null
}
