# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of plugin/scan: one cmocka program for each subject. Its source is in this folder.

scan_libs = libbaton_scan.la $(LDADD)

check_PROGRAMS += tests/unit/scan/image_test
check_PROGRAMS += tests/unit/scan/texts_test
check_PROGRAMS += tests/unit/scan/wire_test

check_PROGRAMS += tests/unit/scan/imagepixels_test
tests_unit_scan_imagepixels_test_LDADD = libbaton_scan.la $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/scan/reader_test
tests_unit_scan_reader_test_LDADD = libbaton_scan.la $(CMOCKA_LIBS)

# These tests run the real helper, and a helper that misbehaves on purpose (tests/scan/tempted).
EXTRA_PROGRAMS += tests/scan/tempted
CLEANFILES += tests/scan/tempted
tests_scan_tempted_SOURCES = plugin/scan/helper.c tests/scan/tempted.c
tests_scan_tempted_LDADD = libbaton_scan.la
scan_helpers = baton-decoder$(EXEEXT) tests/scan/tempted$(EXEEXT)

check_PROGRAMS += tests/unit/scan/attack_test
tests_unit_scan_attack_test_LDADD = $(scan_libs)
EXTRA_tests_unit_scan_attack_test_DEPENDENCIES = $(scan_helpers)
check_PROGRAMS += tests/unit/scan/decoder_test
tests_unit_scan_decoder_test_LDADD = $(scan_libs)
EXTRA_tests_unit_scan_decoder_test_DEPENDENCIES = $(scan_helpers)
check_PROGRAMS += tests/unit/scan/process_test
tests_unit_scan_process_test_LDADD = $(scan_libs)
EXTRA_tests_unit_scan_process_test_DEPENDENCIES = $(scan_helpers)
check_PROGRAMS += tests/unit/scan/sandbox_test
tests_unit_scan_sandbox_test_LDADD = $(scan_libs)
EXTRA_tests_unit_scan_sandbox_test_DEPENDENCIES = $(scan_helpers)

# Draws the codes for the camera pictures that tests/scan/film makes.
EXTRA_PROGRAMS += tests/scan/show
CLEANFILES += tests/scan/show

# Reads pictures in the same way as the helper, for tests/scan/compare.
EXTRA_PROGRAMS += tests/scan/measure
CLEANFILES += tests/scan/measure
tests_scan_measure_LDADD = libbaton_scan.la
