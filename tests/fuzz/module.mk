# SPDX-License-Identifier: GPL-3.0-or-later
# A libFuzzer program for each parser. Its source is in this folder, its seeds are in tests/data/fuzz/layer_noun. Each
# program has two lines:
#   fuzz_programs += tests/fuzz/layer_noun_fuzz
#   tests_fuzz_layer_noun_fuzz_LDFLAGS = $(FUZZ_LDFLAGS)


fuzz_programs += tests/fuzz/base_base64_fuzz
tests_fuzz_base_base64_fuzz_LDFLAGS = $(FUZZ_LDFLAGS)

fuzz_programs += tests/fuzz/base_bytes_fuzz
tests_fuzz_base_bytes_fuzz_LDFLAGS = $(FUZZ_LDFLAGS)

fuzz_programs += tests/fuzz/base_text_fuzz
tests_fuzz_base_text_fuzz_LDFLAGS = $(FUZZ_LDFLAGS)

fuzz_programs += tests/fuzz/code_codetext_fuzz
tests_fuzz_code_codetext_fuzz_LDFLAGS = $(FUZZ_LDFLAGS)

fuzz_programs += tests/fuzz/transfer_ledger_fuzz
tests_fuzz_transfer_ledger_fuzz_LDFLAGS = $(FUZZ_LDFLAGS)

fuzz_programs += tests/fuzz/transfer_machine_fuzz
tests_fuzz_transfer_machine_fuzz_LDFLAGS = $(FUZZ_LDFLAGS)

fuzz_programs += tests/fuzz/rtp_parse_fuzz
tests_fuzz_rtp_parse_fuzz_LDFLAGS = $(FUZZ_LDFLAGS)

fuzz_programs += tests/fuzz/media_relay_fuzz
tests_fuzz_media_relay_fuzz_LDFLAGS = $(FUZZ_LDFLAGS)

fuzz_programs += tests/fuzz/confirm_phone_fuzz
tests_fuzz_confirm_phone_fuzz_LDFLAGS = $(FUZZ_LDFLAGS)

fuzz_programs += tests/fuzz/confirm_response_fuzz
tests_fuzz_confirm_response_fuzz_LDFLAGS = $(FUZZ_LDFLAGS)

fuzz_programs += tests/fuzz/confirm_sms_fuzz
tests_fuzz_confirm_sms_fuzz_LDFLAGS = $(FUZZ_LDFLAGS)

fuzz_programs += tests/fuzz/api_auth_fuzz
tests_fuzz_api_auth_fuzz_LDFLAGS = $(FUZZ_LDFLAGS)

fuzz_programs += tests/fuzz/api_request_fuzz
tests_fuzz_api_request_fuzz_LDFLAGS = $(FUZZ_LDFLAGS)

# The helper's decoders: libzbar, libpng and libjpeg themselves are as they were built, but for what
# they do with memory from the heap.
fuzz_programs += tests/fuzz/scan_gray_fuzz
tests_fuzz_scan_gray_fuzz_LDADD = libbaton_scan.la
tests_fuzz_scan_gray_fuzz_LDFLAGS = $(FUZZ_LDFLAGS)

fuzz_programs += tests/fuzz/scan_jpeg_fuzz
tests_fuzz_scan_jpeg_fuzz_LDADD = libbaton_scan.la
tests_fuzz_scan_jpeg_fuzz_LDFLAGS = $(FUZZ_LDFLAGS)

fuzz_programs += tests/fuzz/scan_png_fuzz
tests_fuzz_scan_png_fuzz_LDADD = libbaton_scan.la
tests_fuzz_scan_png_fuzz_LDFLAGS = $(FUZZ_LDFLAGS)

fuzz_programs += tests/fuzz/scan_wire_fuzz
tests_fuzz_scan_wire_fuzz_LDADD = libbaton_scan.la
tests_fuzz_scan_wire_fuzz_LDFLAGS = $(FUZZ_LDFLAGS)
