# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of plugin/share. Each noun has one cmocka program, whose source is in this folder.

check_PROGRAMS += tests/unit/share/estimate_test
check_PROGRAMS += tests/unit/share/estimate_trial_test
check_PROGRAMS += tests/unit/share/share_out_test
check_PROGRAMS += tests/unit/share/lines_test
tests_unit_share_lines_test_SOURCES = tests/unit/share/lines_test.c
tests_unit_share_lines_test_SOURCES += tests/unit/share/weak_line.c tests/unit/share/weak_line.h
tests_unit_share_estimate_test_SOURCES = tests/unit/share/estimate_test.c
tests_unit_share_estimate_test_SOURCES += tests/unit/share/told_line.c tests/unit/share/told_line.h
tests_unit_share_estimate_trial_test_SOURCES = tests/unit/share/estimate_trial_test.c
tests_unit_share_estimate_trial_test_SOURCES += tests/unit/share/told_line.c tests/unit/share/told_line.h
