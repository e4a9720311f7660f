# SPDX-License-Identifier: GPL-3.0-or-later
# The sources and headers of plugin/rtp. One line per file:
#   libbaton_core_la_SOURCES += plugin/rtp/noun.c plugin/rtp/noun.h

libbaton_core_la_SOURCES += plugin/rtp/anchor.c plugin/rtp/anchor.h
libbaton_core_la_SOURCES += plugin/rtp/av1.c plugin/rtp/av1.h
libbaton_core_la_SOURCES += plugin/rtp/codec.c plugin/rtp/codec.h
libbaton_core_la_SOURCES += plugin/rtp/dependency.c plugin/rtp/dependency.h
libbaton_core_la_SOURCES += plugin/rtp/extension.c plugin/rtp/extension.h
libbaton_core_la_SOURCES += plugin/rtp/h264.c plugin/rtp/h264.h
libbaton_core_la_SOURCES += plugin/rtp/intake.c plugin/rtp/intake.h
libbaton_core_la_SOURCES += plugin/rtp/level.c plugin/rtp/level.h
libbaton_core_la_SOURCES += plugin/rtp/pacer.c plugin/rtp/pacer.h
libbaton_core_la_SOURCES += plugin/rtp/parameter_sets.c plugin/rtp/parameter_sets.h
libbaton_core_la_SOURCES += plugin/rtp/payload.c plugin/rtp/payload.h
libbaton_core_la_SOURCES += plugin/rtp/report_blocks.c plugin/rtp/report_blocks.h
libbaton_core_la_SOURCES += plugin/rtp/rewrite.c plugin/rtp/rewrite.h
libbaton_core_la_SOURCES += plugin/rtp/rtcp.c plugin/rtp/rtcp.h
libbaton_core_la_SOURCES += plugin/rtp/rtp.c plugin/rtp/rtp.h
libbaton_core_la_SOURCES += plugin/rtp/sequence.c plugin/rtp/sequence.h
libbaton_core_la_SOURCES += plugin/rtp/temporal.c plugin/rtp/temporal.h
libbaton_core_la_SOURCES += plugin/rtp/vp8.c plugin/rtp/vp8.h
libbaton_core_la_SOURCES += plugin/rtp/vp9.c plugin/rtp/vp9.h
