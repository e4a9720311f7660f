# SPDX-License-Identifier: GPL-3.0-or-later
# A libFuzzer program for each parser. Its source is in this folder, its seeds are in tests/data/fuzz/layer_noun. Each
# program has one line:
#   fuzz_programs += tests/fuzz/layer_noun_fuzz

fuzz_programs += tests/fuzz/api_auth_fuzz
fuzz_programs += tests/fuzz/api_request_fuzz
fuzz_programs += tests/fuzz/base_base64_fuzz
fuzz_programs += tests/fuzz/base_bytes_fuzz
fuzz_programs += tests/fuzz/base_text_fuzz
fuzz_programs += tests/fuzz/code_codetext_fuzz
fuzz_programs += tests/fuzz/confirm_phone_fuzz
fuzz_programs += tests/fuzz/confirm_response_fuzz
fuzz_programs += tests/fuzz/confirm_sms_fuzz
fuzz_programs += tests/fuzz/engine_run_fuzz
fuzz_programs += tests/fuzz/media_relay_fuzz
fuzz_programs += tests/fuzz/rtp_parse_fuzz
fuzz_programs += tests/fuzz/scan_gray_fuzz
fuzz_programs += tests/fuzz/scan_jpeg_fuzz
fuzz_programs += tests/fuzz/scan_png_fuzz
fuzz_programs += tests/fuzz/scan_wire_fuzz
fuzz_programs += tests/fuzz/transfer_guesses_fuzz
fuzz_programs += tests/fuzz/transfer_ledger_fuzz
fuzz_programs += tests/fuzz/transfer_machine_fuzz

# libzbar, libpng and libjpeg are not built for fuzzing: only their use of memory from the heap is checked.
tests_fuzz_scan_gray_fuzz_LDADD = libbaton_scan.la
tests_fuzz_scan_jpeg_fuzz_LDADD = libbaton_scan.la
tests_fuzz_scan_png_fuzz_LDADD = libbaton_scan.la -lz
tests_fuzz_scan_wire_fuzz_LDADD = libbaton_scan.la

# `private`: the libraries that the programs need are linked without these flags.
$(fuzz_programs): private AM_LDFLAGS += $(FUZZ_LDFLAGS)
