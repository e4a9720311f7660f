# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of plugin/media: one cmocka program per noun, its source beside it. One line per program:
#   check_PROGRAMS += tests/unit/media/noun_test

# What the tests that let packets flow have in common.
check_LTLIBRARIES += libbaton_studio.la
libbaton_studio_la_SOURCES = tests/unit/media/studio.c tests/unit/media/studio.h
studio_libs = libbaton_studio.la $(LDADD)

check_PROGRAMS += tests/unit/media/hold_test
check_PROGRAMS += tests/unit/media/parse_test
check_PROGRAMS += tests/unit/media/rewrite_test

check_PROGRAMS += tests/unit/media/cut_test
tests_unit_media_cut_test_LDADD = $(studio_libs)
check_PROGRAMS += tests/unit/media/gate_test
tests_unit_media_gate_test_SOURCES = tests/unit/media/gate_test.c tests/unit/media/call.h
tests_unit_media_gate_test_LDADD = $(studio_libs)
check_PROGRAMS += tests/unit/media/waiting_test
tests_unit_media_waiting_test_SOURCES = tests/unit/media/waiting_test.c tests/unit/media/call.h
tests_unit_media_waiting_test_LDADD = $(studio_libs)
check_PROGRAMS += tests/unit/media/relay_test
tests_unit_media_relay_test_SOURCES = tests/unit/media/relay_test.c tests/unit/media/call.h
tests_unit_media_relay_test_LDADD = $(studio_libs)
check_PROGRAMS += tests/unit/media/swap_test
tests_unit_media_swap_test_LDADD = $(studio_libs)
check_PROGRAMS += tests/unit/media/threads_test
tests_unit_media_threads_test_LDADD = $(studio_libs)

# The names behind --wrap are the library functions that the test lets fail.
check_PROGRAMS += tests/unit/media/memory_test
tests_unit_media_memory_test_LDADD = $(studio_libs)
tests_unit_media_memory_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=calloc -Wl,--wrap=pthread_mutex_init
