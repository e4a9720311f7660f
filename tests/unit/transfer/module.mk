# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of plugin/transfer: one cmocka program per noun, its source beside it. One line per program:
#   check_PROGRAMS += tests/unit/transfer/noun_test

check_PROGRAMS += tests/unit/transfer/ledger_test
check_PROGRAMS += tests/unit/transfer/machine_test
check_PROGRAMS += tests/unit/transfer/names_test
check_PROGRAMS += tests/unit/transfer/orders_test
