# SPDX-License-Identifier: GPL-3.0-or-later
# The sources and headers of plugin/janus, the only layer that uses Janus.

# These files do not use Janus. The tests test them without it.
libbaton_core_la_SOURCES += plugin/janus/loop.c plugin/janus/loop.h
libbaton_core_la_SOURCES += plugin/janus/core_ids.c plugin/janus/core_ids.h
libbaton_core_la_SOURCES += plugin/janus/allowance.c plugin/janus/allowance.h
libbaton_core_la_SOURCES += plugin/janus/outgoing.c plugin/janus/outgoing.h
libbaton_core_la_SOURCES += plugin/janus/settings.c plugin/janus/settings.h
libbaton_core_la_SOURCES += plugin/janus/sms_delivery.c plugin/janus/sms_delivery.h

libjanus_baton_la_SOURCES += plugin/janus/attachment.c plugin/janus/attachment.h
libjanus_baton_la_SOURCES += plugin/janus/outbox.c plugin/janus/outbox.h
libjanus_baton_la_SOURCES += plugin/janus/feedback.c plugin/janus/feedback.h
libjanus_baton_la_SOURCES += plugin/janus/sdp.c plugin/janus/sdp.h
libjanus_baton_la_SOURCES += plugin/janus/configfile.c plugin/janus/configfile.h
libjanus_baton_la_SOURCES += plugin/janus/callbacks.c plugin/janus/callbacks.h
libjanus_baton_la_SOURCES += plugin/janus/scan_job.c plugin/janus/scan_job.h
libjanus_baton_la_SOURCES += plugin/janus/service.h
libjanus_baton_la_SOURCES += plugin/janus/handle_facts.c plugin/janus/handle_facts.h
libjanus_baton_la_SOURCES += plugin/janus/client_request.c plugin/janus/client_request.h
libjanus_baton_la_SOURCES += plugin/janus/operator_request.c plugin/janus/operator_request.h
libjanus_baton_la_SOURCES += plugin/janus/control.c plugin/janus/control.h
libjanus_baton_la_SOURCES += plugin/janus/plugin.c

# Janus opens event handlers, with RTLD_GLOBAL, before it opens plugins. The plugin finds the exported function by name.
janusevents_LTLIBRARIES = libjanus_batonnet.la
libjanus_batonnet_la_SOURCES = plugin/janus/eventhandler.c plugin/janus/eventhandler.h
libjanus_batonnet_la_CPPFLAGS = $(AM_CPPFLAGS) $(JANUS_CPPFLAGS)
libjanus_batonnet_la_LIBADD = $(CORE_LIBS)
libjanus_batonnet_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared \
	-export-symbols-regex '^(create|baton_eventhandler_listen)$$'
