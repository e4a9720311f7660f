# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of plugin/api. Each noun of the layer has one cmocka program.

check_PROGRAMS += tests/unit/api/auth_test
check_PROGRAMS += tests/unit/api/dispatch_test
check_PROGRAMS += tests/unit/api/field_reader_test
check_PROGRAMS += tests/unit/api/fields_test
check_PROGRAMS += tests/unit/api/scan_images_test
