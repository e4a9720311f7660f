# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of plugin/rtp: one cmocka program for each subject. Its source is in this folder. Each has a line:
#   check_PROGRAMS += tests/unit/rtp/subject_test

check_PROGRAMS += tests/unit/rtp/level_test
check_PROGRAMS += tests/unit/rtp/pacer_test
check_PROGRAMS += tests/unit/rtp/parse_test
check_PROGRAMS += tests/unit/rtp/rewrite_test
