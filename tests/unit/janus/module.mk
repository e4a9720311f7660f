# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of those files of plugin/janus that see no Janus: one cmocka program per noun, its source beside it.

check_PROGRAMS += tests/unit/janus/auth_test
check_PROGRAMS += tests/unit/janus/fields_test
check_PROGRAMS += tests/unit/janus/frames_test
check_PROGRAMS += tests/unit/janus/loop_test
check_PROGRAMS += tests/unit/janus/peek_test
check_PROGRAMS += tests/unit/janus/requests_test
check_PROGRAMS += tests/unit/janus/settings_test
