# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of the files of plugin/janus that do not use Janus. Each noun has one cmocka program.

check_PROGRAMS += tests/unit/janus/allowance_test
check_PROGRAMS += tests/unit/janus/loop_test
check_PROGRAMS += tests/unit/janus/outgoing_test
check_PROGRAMS += tests/unit/janus/core_ids_test
check_PROGRAMS += tests/unit/janus/settings_test

check_PROGRAMS += tests/unit/janus/threads_test
tests_unit_janus_threads_test_SOURCES = tests/unit/janus/threads_test.c $(fault_sources)
tests_unit_janus_threads_test_LDADD = $(LDADD) $(fault_libs)
tests_unit_janus_threads_test_LDFLAGS = $(AM_LDFLAGS) $(fault_flags)
EXTRA_tests_unit_janus_threads_test_DEPENDENCIES = $(scan_helpers)
