# SPDX-License-Identifier: GPL-3.0-or-later
# What the native WebRTC peer of the tests stands on. The plugin needs none of it.

AC_DEFUN([BATON_PEER], [
    AC_ARG_ENABLE([peer],
        [AS_HELP_STRING([--enable-peer], [the native WebRTC peer of the tests; make peer])],
        [], [enable_peer=no])
    baton_peer_missing=
    PEER_CFLAGS=
    PEER_LIBS=
    AS_IF([test "$enable_peer" != no], [
        BATON_PEER_LIBRARY([NICE], [nice >= 0.1.18], [libnice-dev])
        BATON_PEER_LIBRARY([SRTP], [libsrtp2 >= 2.3], [libsrtp2-dev])
        BATON_PEER_LIBRARY([SOUP], [libsoup-3.0], [libsoup-3.0-dev])
        BATON_PEER_LIBRARY([OPENSSL], [openssl >= 3.0], [libssl-dev])])
    AS_IF([test -n "$baton_peer_missing"],
        [AC_MSG_ERROR([libraries for --enable-peer are missing; dnl
on Debian: apt install$baton_peer_missing])])
    AM_CONDITIONAL([PEER], [test "$enable_peer" != no])

    # System headers: their warnings are not ours to mend.
    PEER_CFLAGS=`AS_ECHO(["$PEER_CFLAGS"]) | sed 's/-I *\//-isystem \//g'`
    AC_SUBST([PEER_CFLAGS])
    AC_SUBST([PEER_LIBS])
])

# BATON_PEER_LIBRARY(VARIABLE, PKG-CONFIG MODULE, DEBIAN PACKAGE)
AC_DEFUN([BATON_PEER_LIBRARY], [
    PKG_CHECK_MODULES([$1], [$2],
        [PEER_CFLAGS="$PEER_CFLAGS $$1_CFLAGS"; PEER_LIBS="$PEER_LIBS $$1_LIBS"],
        [baton_peer_missing="$baton_peer_missing $3"])
])
