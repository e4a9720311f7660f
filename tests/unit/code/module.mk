# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of plugin/code: one cmocka program for each file of the layer. Its source is in this folder.

check_PROGRAMS += tests/unit/code/code_test
check_PROGRAMS += tests/unit/code/code128_test
check_PROGRAMS += tests/unit/code/datauri_test
check_PROGRAMS += tests/unit/code/drawing_test
check_PROGRAMS += tests/unit/code/glyph_test
check_PROGRAMS += tests/unit/code/codetext_test
check_PROGRAMS += tests/unit/code/link_test
check_PROGRAMS += tests/unit/code/plate_test
check_PROGRAMS += tests/unit/code/png_test
check_PROGRAMS += tests/unit/code/qr_test
check_PROGRAMS += tests/unit/code/svg_test
check_PROGRAMS += tests/unit/code/secret_test
check_PROGRAMS += tests/unit/code/turn_credential_test

# A test replaces the library functions named after --wrap, to make them fail or to check their arguments.
tests_unit_code_code128_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=ZBarcode_Create \
	-Wl,--wrap=ZBarcode_Encode -Wl,--wrap=ZBarcode_Delete
tests_unit_code_datauri_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=CRYPTO_malloc
tests_unit_code_png_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=CRYPTO_malloc \
	-Wl,--wrap=png_create_write_struct -Wl,--wrap=png_create_info_struct -Wl,--wrap=png_write_end
tests_unit_code_qr_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=QRcode_encodeString8bit
tests_unit_code_svg_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=CRYPTO_malloc
tests_unit_code_secret_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=EVP_Digest
