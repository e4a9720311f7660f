# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of plugin/app: one cmocka program per noun, its source beside it.

check_PROGRAMS += tests/unit/app/chat_test
check_PROGRAMS += tests/unit/app/effects_test
check_PROGRAMS += tests/unit/app/network_test
check_PROGRAMS += tests/unit/app/policy_test
check_PROGRAMS += tests/unit/app/slots_test
