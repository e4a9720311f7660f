# SPDX-License-Identifier: GPL-3.0-or-later
# The sources and headers of plugin/base.

libbaton_core_la_SOURCES += plugin/base/address.c plugin/base/address.h
libbaton_core_la_SOURCES += plugin/base/base64.c plugin/base/base64.h
libbaton_core_la_SOURCES += plugin/base/bits.c plugin/base/bits.h
libbaton_core_la_SOURCES += plugin/base/bytes.c plugin/base/bytes.h
libbaton_core_la_SOURCES += plugin/base/clock.h
libbaton_core_la_SOURCES += plugin/base/error.c plugin/base/error.h
libbaton_core_la_SOURCES += plugin/base/extent.c plugin/base/extent.h
libbaton_core_la_SOURCES += plugin/base/fold.c plugin/base/fold.h
libbaton_core_la_SOURCES += plugin/base/ice_url.c plugin/base/ice_url.h
libbaton_core_la_SOURCES += plugin/base/lines.c plugin/base/lines.h
libbaton_core_la_SOURCES += plugin/base/memory.c plugin/base/memory.h
libbaton_core_la_SOURCES += plugin/base/name.c plugin/base/name.h
libbaton_core_la_SOURCES += plugin/base/random.c plugin/base/random.h
libbaton_core_la_SOURCES += plugin/base/tally.c plugin/base/tally.h
libbaton_core_la_SOURCES += plugin/base/text.c plugin/base/text.h
