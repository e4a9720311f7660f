# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of whole transfers with the fake Janus and the fake clock of tests/fake. Each program has one line:
#   check_PROGRAMS += tests/engine/noun_test

check_PROGRAMS += tests/engine/answers_test
check_PROGRAMS += tests/engine/audit_test
check_PROGRAMS += tests/engine/away_test
check_PROGRAMS += tests/engine/calls_test
check_PROGRAMS += tests/engine/carried_test
check_PROGRAMS += tests/engine/changes_test
check_PROGRAMS += tests/engine/codes_test
check_PROGRAMS += tests/engine/crash_test
check_PROGRAMS += tests/engine/endings_test
check_PROGRAMS += tests/engine/failing_test
check_PROGRAMS += tests/engine/faults_test
check_PROGRAMS += tests/engine/guessing_test
check_PROGRAMS += tests/engine/ice_test
check_PROGRAMS += tests/engine/kept_test
check_PROGRAMS += tests/engine/large_rooms_test
check_PROGRAMS += tests/engine/matrix_test
check_PROGRAMS += tests/engine/messages_test
check_PROGRAMS += tests/engine/mutual_test
check_PROGRAMS += tests/engine/offered_test
check_PROGRAMS += tests/engine/orders_test
check_PROGRAMS += tests/engine/present_test
check_PROGRAMS += tests/engine/questions_test
check_PROGRAMS += tests/engine/reasons_test
check_PROGRAMS += tests/engine/recall_test
check_PROGRAMS += tests/engine/restart_test
check_PROGRAMS += tests/engine/resume_moves_test
check_PROGRAMS += tests/engine/resume_test
check_PROGRAMS += tests/engine/rooms_test
check_PROGRAMS += tests/engine/schedules_test
check_PROGRAMS += tests/engine/screen_sound_test
check_PROGRAMS += tests/engine/shared_number_test
check_PROGRAMS += tests/engine/sharing_test
check_PROGRAMS += tests/engine/shortage_test
check_PROGRAMS += tests/engine/silence_test
check_PROGRAMS += tests/engine/stand_in_meanwhile_test
check_PROGRAMS += tests/engine/stand_in_rights_test
check_PROGRAMS += tests/engine/stand_in_test
check_PROGRAMS += tests/engine/sync_test
check_PROGRAMS += tests/engine/theft_test
check_PROGRAMS += tests/engine/transfer_test
check_PROGRAMS += tests/engine/vain_questions_test
check_PROGRAMS += tests/engine/warnings_test
check_PROGRAMS += tests/engine/ways_test

tests_engine_failing_test_SOURCES = tests/engine/failing_test.c $(fault_sources)
tests_engine_failing_test_LDADD = $(LDADD) $(fault_libs)
tests_engine_failing_test_LDFLAGS = $(AM_LDFLAGS) $(fault_flags)

# The test counts the calls of this function.
tests_engine_warnings_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=baton_confirmation_check_witnesses

# The whole plugin.
tests_engine_answers_test_SOURCES = tests/engine/answers_test.c $(libjanus_baton_la_SOURCES)
tests_engine_answers_test_CPPFLAGS = $(AM_CPPFLAGS) $(JANUS_CPPFLAGS)
tests_engine_answers_test_LDADD = $(LDADD) -ljanus_core
tests_engine_answers_test_LDFLAGS = $(AM_LDFLAGS) $(janus_core_flags) -Wl,--wrap=RAND_bytes
EXTRA_tests_engine_answers_test_DEPENDENCIES = tests/fake/libjanus_core.so
