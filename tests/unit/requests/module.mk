# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of plugin/requests. tests/engine tests the requests themselves.

check_PROGRAMS += tests/unit/requests/source_plan_test
