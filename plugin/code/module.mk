# SPDX-License-Identifier: GPL-3.0-or-later
# The sources and headers of plugin/code.

libbaton_core_la_SOURCES += plugin/code/bitmap.h
libbaton_core_la_SOURCES += plugin/code/code.c plugin/code/code.h
libbaton_core_la_SOURCES += plugin/code/code128.c plugin/code/code128.h
libbaton_core_la_SOURCES += plugin/code/datauri.c plugin/code/datauri.h
libbaton_core_la_SOURCES += plugin/code/drawing.c plugin/code/drawing.h
libbaton_core_la_SOURCES += plugin/code/glyph.c plugin/code/glyph.h
libbaton_core_la_SOURCES += plugin/code/codetext.c plugin/code/codetext.h
libbaton_core_la_SOURCES += plugin/code/link.c plugin/code/link.h
libbaton_core_la_SOURCES += plugin/code/plate.c plugin/code/plate.h
libbaton_core_la_SOURCES += plugin/code/png.c plugin/code/png.h
libbaton_core_la_SOURCES += plugin/code/qr.c plugin/code/qr.h
libbaton_core_la_SOURCES += plugin/code/svg.c plugin/code/svg.h
libbaton_core_la_SOURCES += plugin/code/secret.c plugin/code/secret.h
libbaton_core_la_SOURCES += plugin/code/turn_credential.c plugin/code/turn_credential.h
