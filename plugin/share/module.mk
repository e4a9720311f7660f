# SPDX-License-Identifier: GPL-3.0-or-later
# The sources and headers of plugin/share.

libbaton_core_la_SOURCES += plugin/share/estimate.c plugin/share/estimate.h
libbaton_core_la_SOURCES += plugin/share/rate.h
libbaton_core_la_SOURCES += plugin/share/share_out.c plugin/share/share_out.h
