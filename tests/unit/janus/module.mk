# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of those files of plugin/janus that see no Janus: one cmocka program per noun, its source beside it.

check_PROGRAMS += tests/unit/janus/loop_test
check_PROGRAMS += tests/unit/janus/outgoing_test
check_PROGRAMS += tests/unit/janus/core_ids_test
check_PROGRAMS += tests/unit/janus/settings_test
