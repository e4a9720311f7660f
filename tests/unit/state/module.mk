# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of plugin/state. Each noun of the layer has one cmocka program.

check_PROGRAMS += tests/unit/state/chat_test
check_PROGRAMS += tests/unit/state/effects_test
check_PROGRAMS += tests/unit/state/latest_events_test
check_PROGRAMS += tests/unit/state/policy_test
check_PROGRAMS += tests/unit/state/slot_plan_test
