# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of plugin/confirm: one cmocka program per noun, its source beside it.

check_PROGRAMS += tests/unit/confirm/response_test
check_PROGRAMS += tests/unit/confirm/sms_budget_test
check_PROGRAMS += tests/unit/confirm/channel_test
check_PROGRAMS += tests/unit/confirm/http_body_test
check_PROGRAMS += tests/unit/confirm/gateway_test
check_PROGRAMS += tests/unit/confirm/gsm_test
check_PROGRAMS += tests/unit/confirm/phone_test
check_PROGRAMS += tests/unit/confirm/quota_test

tests_unit_confirm_gateway_test_SOURCES = tests/unit/confirm/gateway_test.c \
	tests/unit/confirm/server.c tests/unit/confirm/server.h
# The test's server speaks TLS; the names behind --wrap are the functions that it lets fail.
tests_unit_confirm_gateway_test_LDADD = $(LDADD) -lssl
tests_unit_confirm_gateway_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=curl_global_init \
	-Wl,--wrap=curl_multi_init -Wl,--wrap=curl_easy_init
