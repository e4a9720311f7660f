# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of plugin/confirm. Each noun of the layer has one cmocka program.

check_PROGRAMS += tests/unit/confirm/response_test
check_PROGRAMS += tests/unit/confirm/channel_test
check_PROGRAMS += tests/unit/confirm/http_body_test
check_PROGRAMS += tests/unit/confirm/gateway_test
check_PROGRAMS += tests/unit/confirm/gsm_test
check_PROGRAMS += tests/unit/confirm/phone_test
check_PROGRAMS += tests/unit/confirm/quota_test

tests_unit_confirm_gateway_test_SOURCES = tests/unit/confirm/gateway_test.c \
	tests/unit/confirm/server.c tests/unit/confirm/server.h
# The test's server uses TLS. The names behind --wrap are the library functions that the test lets fail.
tests_unit_confirm_gateway_test_LDADD = $(LDADD) -lssl
tests_unit_confirm_gateway_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=curl_global_init \
	-Wl,--wrap=curl_multi_init -Wl,--wrap=curl_easy_init
