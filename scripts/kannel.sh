# SPDX-License-Identifier: GPL-3.0-or-later
# A private Kannel, the SMS gateway of the system tests: Debian's packages, unpacked into the cache. They are not
# installed, because that would start daemons. Only the libraries that they need are installed.
# shellcheck shell=bash disable=SC2034,SC2154

# Sets kannel_prefix. BATON_KANNEL=FOLDER chooses an existing folder with usr/sbin/bearerbox.
kannel_prepare()
{
    kannel_prefix=${BATON_KANNEL:-$baton_cache/kannel}
    [ -x "$kannel_prefix/usr/sbin/bearerbox" ] || kannel_unpack
    kannel_libraries_complete || packages_apt satisfy "$(cat "$baton_cache/kannel/depends")"
    kannel_libraries_complete || fail "Kannel doesn't find all of its libraries:
$(kannel_libraries_missing)"
}

kannel_unpack()
{
    [ -z "${BATON_KANNEL:-}" ] || fail "BATON_KANNEL=$BATON_KANNEL has no usr/sbin/bearerbox"
    packages_unpack Kannel kannel kannel kannel-extras
}

kannel_libraries_missing()
{
    ldd "$kannel_prefix"/usr/sbin/{bearerbox,smsbox} "$kannel_prefix/usr/lib/kannel/test/fakesmsc" 2>&1 |
        grep 'not found'
}

kannel_libraries_complete()
{
    ! kannel_libraries_missing >/dev/null
}
