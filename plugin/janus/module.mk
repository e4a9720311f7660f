# SPDX-License-Identifier: GPL-3.0-or-later
# The sources of plugin/janus, headers too: the only room that sees Janus.

# What reads requests knows nothing of Janus, and is tested without it.
libbaton_core_la_SOURCES += plugin/janus/fields.c plugin/janus/fields.h
libbaton_core_la_SOURCES += plugin/janus/loop.c plugin/janus/loop.h
libbaton_core_la_SOURCES += plugin/janus/auth.c plugin/janus/auth.h
libbaton_core_la_SOURCES += plugin/janus/peek.c plugin/janus/peek.h
libbaton_core_la_SOURCES += plugin/janus/frames.c plugin/janus/frames.h
libbaton_core_la_SOURCES += plugin/janus/settings.c plugin/janus/settings.h
libbaton_core_la_SOURCES += plugin/janus/messages.c plugin/janus/messages.h
libbaton_core_la_SOURCES += plugin/janus/verbs.h plugin/janus/roomverbs.c \
	plugin/janus/callverbs.c plugin/janus/moveverbs.c plugin/janus/adminverbs.c
libbaton_core_la_SOURCES += plugin/janus/requests.c plugin/janus/requests.h
libbaton_core_la_SOURCES += plugin/janus/admin.c plugin/janus/admin.h

libjanus_baton_la_SOURCES += plugin/janus/session.c plugin/janus/session.h
libjanus_baton_la_SOURCES += plugin/janus/outbox.c plugin/janus/outbox.h
libjanus_baton_la_SOURCES += plugin/janus/feedback.c plugin/janus/feedback.h
libjanus_baton_la_SOURCES += plugin/janus/sdp.c plugin/janus/sdp.h
libjanus_baton_la_SOURCES += plugin/janus/configfile.c plugin/janus/configfile.h
libjanus_baton_la_SOURCES += plugin/janus/host.c plugin/janus/host.h
libjanus_baton_la_SOURCES += plugin/janus/look.c plugin/janus/look.h
libjanus_baton_la_SOURCES += plugin/janus/control.c plugin/janus/control.h
libjanus_baton_la_SOURCES += plugin/janus/plugin.c

# Janus opens event handlers with RTLD_GLOBAL before it opens plugins; the plugin finds the one name there.
janusevents_LTLIBRARIES = libjanus_batonnet.la
libjanus_batonnet_la_SOURCES = plugin/janus/network.c plugin/janus/network.h
libjanus_batonnet_la_CPPFLAGS = $(AM_CPPFLAGS) $(JANUS_CPPFLAGS)
libjanus_batonnet_la_LIBADD = $(CORE_LIBS)
libjanus_batonnet_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared \
	-export-symbols-regex '^(create|baton_network_listen)$$'
