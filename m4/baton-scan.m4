# SPDX-License-Identifier: GPL-3.0-or-later
# The libraries of the helper that decodes images. The plugin itself is not linked with them.

AC_DEFUN([BATON_SCAN], [
    baton_scan_missing=
    PKG_CHECK_MODULES([ZBAR], [zbar >= 0.23.1], [], [baton_scan_missing="$baton_scan_missing libzbar-dev"])
    PKG_CHECK_MODULES([JPEG], [libjpeg], [], [baton_scan_missing="$baton_scan_missing libjpeg-dev"])
    PKG_CHECK_MODULES([SECCOMP], [libseccomp >= 2.4],
        [], [baton_scan_missing="$baton_scan_missing libseccomp-dev"])
    AS_IF([test -n "$baton_scan_missing"],
        [AC_MSG_ERROR([libraries are missing or too old; on Debian: apt install$baton_scan_missing])])
    AC_CHECK_FUNC([close_range], [],
        [AC_MSG_ERROR([the C library has no close_range; glibc 2.34 or newer is needed])])

    baton_scan_cflags="$ZBAR_CFLAGS $JPEG_CFLAGS $SECCOMP_CFLAGS"
    baton_scan_cflags=`AS_ECHO(["$baton_scan_cflags"]) | sed 's/-I *\//-isystem \//g'`
    CORE_CFLAGS="$CORE_CFLAGS $baton_scan_cflags"
    SCAN_LIBS="$ZBAR_LIBS $JPEG_LIBS $SECCOMP_LIBS $PNG_LIBS"
    AC_SUBST([SCAN_LIBS])
])
