# SPDX-License-Identifier: GPL-3.0-or-later
# Which Janus the plugin is built for, and where that Janus looks for plugins and settings.

AC_DEFUN([BATON_JANUS], [
    AC_ARG_WITH([janus],
        [AS_HELP_STRING([--with-janus=PREFIX], [where Janus is installed @<:@/usr@:>@])],
        [], [with_janus=/usr])
    AC_ARG_WITH([janus-plugindir],
        [AS_HELP_STRING([--with-janus-plugindir=DIR], [where that Janus looks for plugins])],
        [], [with_janus_plugindir=])
    AC_ARG_WITH([janus-eventsdir],
        [AS_HELP_STRING([--with-janus-eventsdir=DIR], [where that Janus looks for event handlers])],
        [], [with_janus_eventsdir=])
    AC_ARG_WITH([janus-confdir],
        [AS_HELP_STRING([--with-janus-confdir=DIR], [where that Janus looks for settings])],
        [], [with_janus_confdir=])

    AS_CASE([$with_janus],
        [yes], [with_janus=/usr],
        [no], [AC_MSG_ERROR([Baton is a plugin of Janus and can't be built without it])])
    JANUS_PREFIX=$with_janus

    BATON_JANUS_HEADERS
    BATON_JANUS_FOLDERS

    AC_SUBST([JANUS_PREFIX])
    AC_SUBST([JANUS_CPPFLAGS])
    AC_SUBST([JANUS_PLUGINDIR])
    AC_SUBST([JANUS_EVENTSDIR])
    AC_SUBST([JANUS_CONFDIR])
])

# Plugin API 102 is Janus 1.1.2, 106 is 1.3.1 and later.
AC_DEFUN([BATON_JANUS_HEADERS], [
    JANUS_CPPFLAGS="-isystem $JANUS_PREFIX/include/janus"
    baton_saved_cppflags=$CPPFLAGS
    CPPFLAGS="$CPPFLAGS $CORE_CFLAGS $JANUS_CPPFLAGS"

    AC_MSG_CHECKING([for the headers of Janus below $JANUS_PREFIX])
    AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[
        #include <glib.h>
        #include <plugins/plugin.h>]])],
        [AC_MSG_RESULT([yes])],
        [AC_MSG_RESULT([no])
         AC_MSG_ERROR([$JANUS_PREFIX/include/janus/plugins/plugin.h is missing or can't be used; dnl
on Debian: apt install janus-dev, or give --with-janus=PREFIX for an own build])])

    AC_MSG_CHECKING([for the plugin API of that Janus])
    AC_COMPUTE_INT([baton_janus_api], [JANUS_PLUGIN_API_VERSION], [
        #include <glib.h>
        #include <plugins/plugin.h>], [baton_janus_api=unknown])
    AC_MSG_RESULT([$baton_janus_api])
    AS_CASE([$baton_janus_api],
        [10@<:@2-6@:>@], [],
        [AC_MSG_ERROR([Baton knows the plugin API 102 to 106 (Janus 1.1.2 to 1.4), dnl
the headers below $JANUS_PREFIX have $baton_janus_api])])

    CPPFLAGS=$baton_saved_cppflags
])

AC_DEFUN([BATON_JANUS_FOLDERS], [
    AC_MSG_CHECKING([where that Janus looks for plugins])
    JANUS_PLUGINDIR=$with_janus_plugindir
    AS_IF([test -z "$JANUS_PLUGINDIR"], [
        baton_triplet=`$CC -print-multiarch 2>/dev/null`
        AS_IF([test -n "$baton_triplet" && test -d "$JANUS_PREFIX/lib/$baton_triplet/janus/plugins"],
            [JANUS_PLUGINDIR=$JANUS_PREFIX/lib/$baton_triplet/janus/plugins],
            [JANUS_PLUGINDIR=$JANUS_PREFIX/lib/janus/plugins])])
    AC_MSG_RESULT([$JANUS_PLUGINDIR])

    AC_MSG_CHECKING([where that Janus looks for event handlers])
    JANUS_EVENTSDIR=$with_janus_eventsdir
    AS_IF([test -z "$JANUS_EVENTSDIR"],
        [JANUS_EVENTSDIR=`AS_ECHO(["$JANUS_PLUGINDIR"]) | sed 's,plugins/*$,events,'`])
    AC_MSG_RESULT([$JANUS_EVENTSDIR])

    AC_MSG_CHECKING([where that Janus looks for settings])
    JANUS_CONFDIR=$with_janus_confdir
    AS_IF([test -z "$JANUS_CONFDIR"], [
        AS_IF([test "$JANUS_PREFIX" = /usr],
            [JANUS_CONFDIR=/etc/janus],
            [JANUS_CONFDIR=$JANUS_PREFIX/etc/janus])])
    AC_MSG_RESULT([$JANUS_CONFDIR])
])
