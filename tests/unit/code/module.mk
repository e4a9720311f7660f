# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of plugin/code: one cmocka program per noun, its source beside it. One line per program:
#   check_PROGRAMS += tests/unit/code/noun_test

