# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of plugin/share. Each noun has one cmocka program, whose source is in this folder.

check_PROGRAMS += tests/unit/share/estimate_test
check_PROGRAMS += tests/unit/share/share_out_test
