# SPDX-License-Identifier: GPL-3.0-or-later
# A libFuzzer program for each parser, and one for the whole engine. Its source is in this folder, its seeds are in
# tests/data/fuzz/layer_noun. Each program has one line:
#   fuzz_programs += tests/fuzz/layer_noun_fuzz
# A file tests/fuzz/noun.mjs is a fuzzer that node runs.

fuzz_programs += tests/fuzz/api_auth_fuzz
fuzz_programs += tests/fuzz/api_request_fuzz
fuzz_programs += tests/fuzz/base_base64_fuzz
fuzz_programs += tests/fuzz/base_bytes_fuzz
fuzz_programs += tests/fuzz/base_lines_fuzz
fuzz_programs += tests/fuzz/base_name_fuzz
fuzz_programs += tests/fuzz/base_text_fuzz
fuzz_programs += tests/fuzz/code_codetext_fuzz
fuzz_programs += tests/fuzz/confirm_phone_fuzz
fuzz_programs += tests/fuzz/confirm_response_fuzz
fuzz_programs += tests/fuzz/confirm_sms_fuzz
fuzz_programs += tests/fuzz/engine_call_row_fuzz
fuzz_programs += tests/fuzz/engine_run_fuzz
fuzz_programs += tests/fuzz/janus_eventhandler_fuzz
fuzz_programs += tests/fuzz/janus_sdp_fuzz
fuzz_programs += tests/fuzz/janus_settings_fuzz
fuzz_programs += tests/fuzz/media_relay_fuzz
fuzz_programs += tests/fuzz/rtp_av1_fuzz
fuzz_programs += tests/fuzz/rtp_dependency_fuzz
fuzz_programs += tests/fuzz/rtp_extension_fuzz
fuzz_programs += tests/fuzz/rtp_parse_fuzz
fuzz_programs += tests/fuzz/rtp_sets_fuzz
fuzz_programs += tests/fuzz/rtp_vp9_fuzz
fuzz_programs += tests/fuzz/scan_gray_fuzz
fuzz_programs += tests/fuzz/scan_jpeg_fuzz
fuzz_programs += tests/fuzz/scan_png_fuzz
fuzz_programs += tests/fuzz/scan_wire_fuzz
fuzz_programs += tests/fuzz/store_database_fuzz
fuzz_programs += tests/fuzz/transfer_guesses_fuzz
fuzz_programs += tests/fuzz/transfer_ledger_fuzz
fuzz_programs += tests/fuzz/transfer_machine_fuzz

# libzbar, libpng and libjpeg are not built for fuzzing: only their use of memory from the heap is checked.
tests_fuzz_scan_gray_fuzz_LDADD = libbaton_scan.la
tests_fuzz_scan_jpeg_fuzz_LDADD = libbaton_scan.la
tests_fuzz_scan_png_fuzz_LDADD = libbaton_scan.la -lz
tests_fuzz_scan_wire_fuzz_LDADD = libbaton_scan.la

# These use files of plugin/janus, and two of them the parsers of Janus (tests/fake/janus_core.mk).
tests_fuzz_janus_eventhandler_fuzz_SOURCES = tests/fuzz/janus_eventhandler_fuzz.c plugin/janus/eventhandler.c
tests_fuzz_janus_eventhandler_fuzz_CPPFLAGS = $(AM_CPPFLAGS) $(JANUS_CPPFLAGS)

tests_fuzz_janus_sdp_fuzz_SOURCES = tests/fuzz/janus_sdp_fuzz.c plugin/janus/sdp.c
tests_fuzz_janus_sdp_fuzz_CPPFLAGS = $(AM_CPPFLAGS) $(JANUS_CPPFLAGS)
tests_fuzz_janus_sdp_fuzz_LDADD = $(LDADD) -ljanus_core
tests_fuzz_janus_sdp_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS) $(janus_core_flags)
EXTRA_tests_fuzz_janus_sdp_fuzz_DEPENDENCIES = tests/fake/libjanus_core.so

tests_fuzz_janus_settings_fuzz_SOURCES = tests/fuzz/janus_settings_fuzz.c plugin/janus/configfile.c
tests_fuzz_janus_settings_fuzz_CPPFLAGS = $(AM_CPPFLAGS) $(JANUS_CPPFLAGS)
tests_fuzz_janus_settings_fuzz_LDADD = $(LDADD) -ljanus_core
tests_fuzz_janus_settings_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS) $(janus_core_flags)
EXTRA_tests_fuzz_janus_settings_fuzz_DEPENDENCIES = tests/fake/libjanus_core.so

# `private`: the libraries that the programs need are linked without these flags.
$(fuzz_programs): private AM_LDFLAGS += $(FUZZ_LDFLAGS)
