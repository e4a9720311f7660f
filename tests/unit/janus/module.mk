# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of the files of plugin/janus that do not use Janus. Each noun has one cmocka program.

check_PROGRAMS += tests/unit/janus/loop_test
check_PROGRAMS += tests/unit/janus/outgoing_test
check_PROGRAMS += tests/unit/janus/core_ids_test
check_PROGRAMS += tests/unit/janus/settings_test
