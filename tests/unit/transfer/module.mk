# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of plugin/transfer. Each noun of the layer has one cmocka program, and each program one line:
#   check_PROGRAMS += tests/unit/transfer/noun_test

check_PROGRAMS += tests/unit/transfer/ending_test
check_PROGRAMS += tests/unit/transfer/guesses_test
check_PROGRAMS += tests/unit/transfer/ledger_test
tests_unit_transfer_ledger_test_SOURCES = tests/unit/transfer/ledger_test.c tests/unit/transfer/codes.h
check_PROGRAMS += tests/unit/transfer/machine_test
check_PROGRAMS += tests/unit/transfer/lifecycle_test
check_PROGRAMS += tests/unit/transfer/orders_test
check_PROGRAMS += tests/unit/transfer/resume_book_test
check_PROGRAMS += tests/unit/transfer/trust_test
check_PROGRAMS += tests/unit/transfer/ways_test
