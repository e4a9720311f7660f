# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of plugin/admission: one cmocka program per noun, its source beside it.

check_PROGRAMS += tests/unit/admission/bucket_test
check_PROGRAMS += tests/unit/admission/budget_test
check_PROGRAMS += tests/unit/admission/fair_queue_test
