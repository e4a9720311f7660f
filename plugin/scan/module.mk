# SPDX-License-Identifier: GPL-3.0-or-later
# The sources and headers of plugin/scan. The plugin's side comes first, then the helper's.

libbaton_core_la_SOURCES += plugin/scan/image.c plugin/scan/image.h
libbaton_core_la_SOURCES += plugin/scan/decoder.c plugin/scan/decoder.h
libbaton_core_la_SOURCES += plugin/scan/scan_queue.c plugin/scan/scan_queue.h
libbaton_core_la_SOURCES += plugin/scan/process.c plugin/scan/process.h
libbaton_core_la_SOURCES += plugin/scan/texts.c plugin/scan/texts.h
libbaton_core_la_SOURCES += plugin/scan/wire.c plugin/scan/wire.h

# The files of the helper, for the helper and for the tests. The helper shares some files with the plugin, but none of
# the plugin's libraries.
noinst_LTLIBRARIES += libbaton_scan.la
libbaton_scan_la_SOURCES = plugin/base/base64.c plugin/base/bytes.c plugin/base/text.c plugin/base/error.c
libbaton_scan_la_SOURCES += plugin/scan/image.c plugin/scan/texts.c plugin/scan/wire.c
libbaton_scan_la_SOURCES += plugin/scan/imagepixels.c plugin/scan/imagepixels.h
libbaton_scan_la_SOURCES += plugin/scan/jpegpixels.c plugin/scan/jpegpixels.h
libbaton_scan_la_SOURCES += plugin/scan/pixels.c plugin/scan/pixels.h
libbaton_scan_la_SOURCES += plugin/scan/pngpixels.c plugin/scan/pngpixels.h
libbaton_scan_la_SOURCES += plugin/scan/polarity.c plugin/scan/polarity.h
libbaton_scan_la_SOURCES += plugin/scan/reader.c plugin/scan/reader.h
libbaton_scan_la_SOURCES += plugin/scan/retouch.c plugin/scan/retouch.h
libbaton_scan_la_SOURCES += plugin/scan/sandbox.c plugin/scan/sandbox.h
libbaton_scan_la_LIBADD = $(SCAN_LIBS)

helperdir = $(libexecdir)/janus-baton
AM_CPPFLAGS += -DBATON_HELPER_DIR='"$(helperdir)"'
helper_PROGRAMS = baton-decoder
baton_decoder_SOURCES = plugin/scan/helper.c
baton_decoder_LDADD = libbaton_scan.la
