# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of those files of plugin/janus that see no Janus. They aren't in the core, so that a
# program names them; two lines per program:
#   check_PROGRAMS += tests/unit/janus/noun_test
#   tests_unit_janus_noun_test_SOURCES = tests/unit/janus/noun_test.c plugin/janus/noun.c

