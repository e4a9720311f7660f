# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of plugin/admission. Each noun has one cmocka program, whose source is in this folder.

check_PROGRAMS += tests/unit/admission/bucket_test
check_PROGRAMS += tests/unit/admission/bucket_table_test
check_PROGRAMS += tests/unit/admission/budget_test
check_PROGRAMS += tests/unit/admission/fair_queue_test
check_PROGRAMS += tests/unit/admission/refusals_test
check_PROGRAMS += tests/unit/admission/trail_test
