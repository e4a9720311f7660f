# SPDX-License-Identifier: GPL-3.0-or-later
# The sources of plugin/media, headers too. One line per file:
#   libbaton_core_la_SOURCES += plugin/media/noun.c plugin/media/noun.h

libbaton_core_la_SOURCES += plugin/media/anchor.c plugin/media/anchor.h
libbaton_core_la_SOURCES += plugin/media/arrival.h
libbaton_core_la_SOURCES += plugin/media/carry.c
libbaton_core_la_SOURCES += plugin/media/codec.c plugin/media/codec.h
libbaton_core_la_SOURCES += plugin/media/gate.c plugin/media/gate.h
libbaton_core_la_SOURCES += plugin/media/h264.c plugin/media/h264.h
libbaton_core_la_SOURCES += plugin/media/hold.c plugin/media/hold.h
libbaton_core_la_SOURCES += plugin/media/intake.c plugin/media/intake.h
libbaton_core_la_SOURCES += plugin/media/inside.h
libbaton_core_la_SOURCES += plugin/media/level.c plugin/media/level.h
libbaton_core_la_SOURCES += plugin/media/media.c plugin/media/media.h
libbaton_core_la_SOURCES += plugin/media/pacer.c plugin/media/pacer.h
libbaton_core_la_SOURCES += plugin/media/packet.h
libbaton_core_la_SOURCES += plugin/media/payload.c plugin/media/payload.h
libbaton_core_la_SOURCES += plugin/media/port.c plugin/media/port.h
libbaton_core_la_SOURCES += plugin/media/relay.c plugin/media/relay.h
libbaton_core_la_SOURCES += plugin/media/rewrite.c plugin/media/rewrite.h
libbaton_core_la_SOURCES += plugin/media/rtcp.c plugin/media/rtcp.h
libbaton_core_la_SOURCES += plugin/media/rtp.c plugin/media/rtp.h
libbaton_core_la_SOURCES += plugin/media/slot.c
libbaton_core_la_SOURCES += plugin/media/stream.c plugin/media/stream.h
libbaton_core_la_SOURCES += plugin/media/sequence.c plugin/media/sequence.h
libbaton_core_la_SOURCES += plugin/media/vp8.c plugin/media/vp8.h
