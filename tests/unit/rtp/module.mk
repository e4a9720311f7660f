# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of plugin/rtp: one cmocka program for each subject. Its source is in this folder. Each has a line:
#   check_PROGRAMS += tests/unit/rtp/subject_test

check_PROGRAMS += tests/unit/rtp/av1_test
check_PROGRAMS += tests/unit/rtp/dependency_test
check_PROGRAMS += tests/unit/rtp/extension_test
check_PROGRAMS += tests/unit/rtp/level_test
check_PROGRAMS += tests/unit/rtp/pacer_test
check_PROGRAMS += tests/unit/rtp/parse_test
check_PROGRAMS += tests/unit/rtp/rewrite_test
check_PROGRAMS += tests/unit/rtp/rtcp_test
check_PROGRAMS += tests/unit/rtp/temporal_test
check_PROGRAMS += tests/unit/rtp/vp9_test
