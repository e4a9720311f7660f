# SPDX-License-Identifier: GPL-3.0-or-later
# How Baton is compiled: warnings, hardening, and the special builds of its tests.

# BATON_TRY_CFLAG(FLAG...): adds each flag to BATON_CFLAGS if the compiler knows it.
AC_DEFUN([BATON_TRY_CFLAGS], [
    for baton_flag in $1; do
        baton_saved_cflags=$CFLAGS
        CFLAGS="$CFLAGS -Werror $baton_flag"
        AC_MSG_CHECKING([whether $CC knows $baton_flag])
        AC_COMPILE_IFELSE([AC_LANG_PROGRAM()],
            [AC_MSG_RESULT([yes]); BATON_CFLAGS="$BATON_CFLAGS $baton_flag"],
            [AC_MSG_RESULT([no])])
        CFLAGS=$baton_saved_cflags
    done
])

# BATON_REQUIRE_LINK(FLAGS, ADVICE): stops if a program can't be built with FLAGS.
AC_DEFUN([BATON_REQUIRE_LINK], [
    baton_saved_cflags=$CFLAGS
    CFLAGS="$CFLAGS $1"
    AC_MSG_CHECKING([whether $CC builds programs with $1])
    AC_LINK_IFELSE([AC_LANG_PROGRAM()],
        [AC_MSG_RESULT([yes])],
        [AC_MSG_RESULT([no]); AC_MSG_ERROR([$CC can't build with $1; $2])])
    CFLAGS=$baton_saved_cflags
])

AC_DEFUN([BATON_FLAGS], [
    AC_ARG_ENABLE([werror],
        [AS_HELP_STRING([--enable-werror], [treat warnings as errors])],
        [], [enable_werror=no])
    AC_ARG_ENABLE([sanitizers],
        [AS_HELP_STRING([--enable-sanitizers=LIST], [address,undefined or thread])],
        [AS_IF([test "$enable_sanitizers" = yes], [enable_sanitizers=address,undefined])],
        [enable_sanitizers=no])
    AC_ARG_ENABLE([coverage],
        [AS_HELP_STRING([--enable-coverage], [record which lines the tests reach (gcov)])],
        [], [enable_coverage=no])
    AC_ARG_ENABLE([fuzzing],
        [AS_HELP_STRING([--enable-fuzzing], [build for libFuzzer; make fuzzers (needs CC=clang)])],
        [], [enable_fuzzing=no])

    BATON_CPPFLAGS=
    BATON_CFLAGS="-std=gnu11 -pthread -fvisibility=hidden"
    BATON_LDFLAGS="-pthread"
    FUZZ_LDFLAGS=

    BATON_TRY_CFLAGS([-Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes dnl
        -Wpointer-arith -Wcast-qual -Wformat=2 -Wundef -Wvla -fstack-protector-strong])
    BATON_LDFLAGS="$BATON_LDFLAGS -Wl,-z,relro -Wl,-z,now"

    AS_IF([test "$enable_sanitizers" != no], [
        BATON_REQUIRE_LINK([-fsanitize=$enable_sanitizers], [LIST is address,undefined or thread])
        BATON_SPECIAL([-fsanitize=$enable_sanitizers -fno-sanitize-recover=undefined])])
    AS_IF([test "$enable_coverage" != no], [
        BATON_REQUIRE_LINK([--coverage], [try CC=gcc])
        BATON_SPECIAL([--coverage -O0 -DNDEBUG])])
    AS_IF([test "$enable_fuzzing" != no], [
        BATON_REQUIRE_LINK([-fsanitize=fuzzer-no-link],
            [libFuzzer needs CC=clang; on Debian: apt install clang libclang-rt-dev])
        BATON_SPECIAL([-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined])
        FUZZ_LDFLAGS="-fsanitize=fuzzer,address,undefined"])
    AS_IF([test "$enable_sanitizers$enable_coverage$enable_fuzzing" = nonono], [BATON_FORTIFY])
    AS_IF([test "$enable_werror" != no], [BATON_CFLAGS="$BATON_CFLAGS -Werror"])

    AM_CONDITIONAL([FUZZING], [test "$enable_fuzzing" != no])
    AC_SUBST([BATON_CPPFLAGS])
    AC_SUBST([BATON_CFLAGS])
    AC_SUBST([BATON_LDFLAGS])
    AC_SUBST([FUZZ_LDFLAGS])
])

# BATON_SPECIAL(FLAGS): a build that is looked at rather than used.
AC_DEFUN([BATON_SPECIAL], [
    BATON_CFLAGS="$BATON_CFLAGS -g -fno-omit-frame-pointer $1"
    BATON_LDFLAGS="$BATON_LDFLAGS $1"
])

# glibc's checked string functions need an optimising build, and some systems set them by themselves.
AC_DEFUN([BATON_FORTIFY], [
    AC_MSG_CHECKING([whether to define _FORTIFY_SOURCE])
    baton_saved_cflags=$CFLAGS
    CFLAGS="$CFLAGS -Werror"
    AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[
        #include <stdio.h>
        #if !defined(__OPTIMIZE__) || defined(_FORTIFY_SOURCE)
        #error "not here"
        #endif]])],
        [AC_MSG_RESULT([yes]); BATON_CPPFLAGS="$BATON_CPPFLAGS -D_FORTIFY_SOURCE=2"],
        [AC_MSG_RESULT([no])])
    CFLAGS=$baton_saved_cflags
])
