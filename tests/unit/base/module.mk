# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of plugin/base: one cmocka program per noun, its source beside it.

check_PROGRAMS += tests/unit/base/address_test
check_PROGRAMS += tests/unit/base/base64_test
check_PROGRAMS += tests/unit/base/bytes_test
check_PROGRAMS += tests/unit/base/error_test
check_PROGRAMS += tests/unit/base/random_test
check_PROGRAMS += tests/unit/base/tally_test
check_PROGRAMS += tests/unit/base/text_test

# Names behind --wrap are the library functions that the test lets fail.
tests_unit_base_random_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=RAND_bytes
