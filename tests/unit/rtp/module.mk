# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of plugin/rtp: one cmocka program per noun, its source beside it. One line per program:
#   check_PROGRAMS += tests/unit/rtp/noun_test

check_PROGRAMS += tests/unit/rtp/parse_test
check_PROGRAMS += tests/unit/rtp/rewrite_test
