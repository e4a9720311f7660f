# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of plugin/janus. Each noun has one cmocka program. These files do not use Janus:

check_PROGRAMS += tests/unit/janus/allowance_test
check_PROGRAMS += tests/unit/janus/loop_test
check_PROGRAMS += tests/unit/janus/outgoing_test
check_PROGRAMS += tests/unit/janus/core_ids_test
check_PROGRAMS += tests/unit/janus/settings_test

# These files use Janus. The tests replace its core (fake_core.h).
tests_unit_janus_core_parts = plugin/janus/attachment.c plugin/janus/outbox.c
check_PROGRAMS += tests/unit/janus/client_request_test
tests_unit_janus_client_request_test_SOURCES = tests/unit/janus/client_request_test.c \
	tests/unit/janus/fake_core.h plugin/janus/client_request.c plugin/janus/handle_facts.c \
	plugin/janus/scan_job.c $(tests_unit_janus_core_parts)
tests_unit_janus_client_request_test_CPPFLAGS = $(AM_CPPFLAGS) $(JANUS_CPPFLAGS)
tests_unit_janus_client_request_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=g_hash_table_iter_next \
	-Wl,--wrap=baton_engine_offer_refused
check_PROGRAMS += tests/unit/janus/eventhandler_test
tests_unit_janus_eventhandler_test_SOURCES = tests/unit/janus/eventhandler_test.c \
	plugin/janus/eventhandler.c
tests_unit_janus_eventhandler_test_CPPFLAGS = $(AM_CPPFLAGS) $(JANUS_CPPFLAGS)
check_PROGRAMS += tests/unit/janus/feedback_test
tests_unit_janus_feedback_test_SOURCES = tests/unit/janus/feedback_test.c tests/unit/janus/fake_core.h \
	plugin/janus/attachment.c plugin/janus/feedback.c
tests_unit_janus_feedback_test_CPPFLAGS = $(AM_CPPFLAGS) $(JANUS_CPPFLAGS)
check_PROGRAMS += tests/unit/janus/outbox_test
tests_unit_janus_outbox_test_SOURCES = tests/unit/janus/outbox_test.c tests/unit/janus/fake_core.h \
	$(tests_unit_janus_core_parts)
tests_unit_janus_outbox_test_CPPFLAGS = $(AM_CPPFLAGS) $(JANUS_CPPFLAGS)
tests_unit_janus_outbox_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=baton_drawing_finish

check_PROGRAMS += tests/unit/janus/threads_test
tests_unit_janus_threads_test_SOURCES = tests/unit/janus/threads_test.c $(fault_sources)
tests_unit_janus_threads_test_LDADD = $(LDADD) $(fault_libs)
tests_unit_janus_threads_test_LDFLAGS = $(AM_LDFLAGS) $(fault_flags)
EXTRA_tests_unit_janus_threads_test_DEPENDENCIES = $(scan_helpers)

# This test uses the parser of Janus itself (tests/fake/janus_core.mk).
check_PROGRAMS += tests/unit/janus/sdp_test
tests_unit_janus_sdp_test_SOURCES = tests/unit/janus/sdp_test.c plugin/janus/sdp.c
tests_unit_janus_sdp_test_CPPFLAGS = $(AM_CPPFLAGS) $(JANUS_CPPFLAGS)
tests_unit_janus_sdp_test_LDADD = $(LDADD) -ljanus_core
tests_unit_janus_sdp_test_LDFLAGS = $(AM_LDFLAGS) $(janus_core_flags)
EXTRA_tests_unit_janus_sdp_test_DEPENDENCIES = tests/fake/libjanus_core.so
