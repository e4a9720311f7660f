# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of plugin/store. Each noun of the layer has one cmocka program.

check_PROGRAMS += tests/unit/store/database_test
check_PROGRAMS += tests/unit/store/schema_test
check_PROGRAMS += tests/unit/store/store_test
check_PROGRAMS += tests/unit/store/store_file_test

tests_unit_store_database_test_SOURCES = tests/unit/store/database_test.c \
	tests/unit/store/disk.c tests/unit/store/disk.h
tests_unit_store_schema_test_SOURCES = tests/unit/store/schema_test.c \
	tests/unit/store/disk.c tests/unit/store/disk.h
