# SPDX-License-Identifier: GPL-3.0-or-later
# The libraries Baton stands on, each with the Debian package that brings it.

# BATON_LIBRARY(VARIABLE, PKG-CONFIG MODULE, DEBIAN PACKAGE)
AC_DEFUN([BATON_LIBRARY], [
    PKG_CHECK_MODULES([$1], [$2],
        [CORE_CFLAGS="$CORE_CFLAGS $$1_CFLAGS"; CORE_LIBS="$CORE_LIBS $$1_LIBS"],
        [baton_missing="$baton_missing $3"])
])

# libzint has no pkg-config module; `structapp` came with 2.10, and so did the modules' place in a row.
AC_DEFUN([BATON_LIBRARY_ZINT], [
    baton_zint=no
    AC_CHECK_MEMBER([struct zint_symbol.structapp],
        [AC_CHECK_LIB([zint], [ZBarcode_Encode],
            [baton_zint=yes CORE_LIBS="$CORE_LIBS -lzint"])],
        [], [[#include <zint.h>]])
    AS_IF([test $baton_zint = no], [baton_missing="$baton_missing libzint-dev"])
])

AC_DEFUN([BATON_LIBRARIES], [
    CORE_CFLAGS=
    CORE_LIBS=
    baton_missing=

    BATON_LIBRARY([JANSSON], [jansson >= 2.13], [libjansson-dev])
    BATON_LIBRARY([GLIB], [glib-2.0 >= 2.56], [libglib2.0-dev])
    BATON_LIBRARY([CRYPTO], [libcrypto >= 1.1.1], [libssl-dev])
    BATON_LIBRARY([QRENCODE], [libqrencode >= 4.0], [libqrencode-dev])
    BATON_LIBRARY([PNG], [libpng >= 1.6], [libpng-dev])
    BATON_LIBRARY([CURL], [libcurl >= 7.68], [libcurl4-openssl-dev])
    BATON_LIBRARY([SQLITE], [sqlite3 >= 3.37], [libsqlite3-dev])
    BATON_LIBRARY_ZINT
    AS_IF([test -n "$baton_missing"],
        [AC_MSG_ERROR([libraries are missing or too old; on Debian: apt install$baton_missing])])

    AC_CHECK_HEADER([pthread.h], [],
        [AC_MSG_ERROR([pthread.h is missing; on Debian: apt install libc6-dev])])

    # System headers: their warnings are not ours to mend.
    CORE_CFLAGS=`AS_ECHO(["$CORE_CFLAGS"]) | sed 's/-I *\//-isystem \//g'`

    PKG_CHECK_MODULES([CMOCKA], [cmocka >= 1.1], [baton_cmocka="make check"],
        [baton_cmocka="no, cmocka is missing; on Debian: apt install libcmocka-dev"])
    AM_CONDITIONAL([HAVE_CMOCKA], [test "$baton_cmocka" = "make check"])

    AC_SUBST([CORE_CFLAGS])
    AC_SUBST([CORE_LIBS])
])
