# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of plugin/base: one cmocka program for each file of the layer. Its source is in this folder.

check_PROGRAMS += tests/unit/base/address_test
check_PROGRAMS += tests/unit/base/base64_test
check_PROGRAMS += tests/unit/base/bits_test
check_PROGRAMS += tests/unit/base/bytes_test
check_PROGRAMS += tests/unit/base/error_test
check_PROGRAMS += tests/unit/base/fold_test
check_PROGRAMS += tests/unit/base/ice_url_test
check_PROGRAMS += tests/unit/base/lines_test
check_PROGRAMS += tests/unit/base/memory_test
check_PROGRAMS += tests/unit/base/name_test
check_PROGRAMS += tests/unit/base/random_test
check_PROGRAMS += tests/unit/base/tally_test
check_PROGRAMS += tests/unit/base/text_test

# The test replaces the library functions named after --wrap, to make them fail.
tests_unit_base_random_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=RAND_bytes

# The test counts the calls of this function.
tests_unit_base_name_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=g_utf8_normalize
