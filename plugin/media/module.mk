# SPDX-License-Identifier: GPL-3.0-or-later
# The sources and headers of plugin/media. One line per file:
#   libbaton_core_la_SOURCES += plugin/media/noun.c plugin/media/noun.h

libbaton_core_la_SOURCES += plugin/media/arrival.h
libbaton_core_la_SOURCES += plugin/media/encoding.c plugin/media/encoding.h
libbaton_core_la_SOURCES += plugin/media/fan_out.c plugin/media/fan_out.h
libbaton_core_la_SOURCES += plugin/media/feed.c plugin/media/feed.h
libbaton_core_la_SOURCES += plugin/media/gate.c plugin/media/gate.h
libbaton_core_la_SOURCES += plugin/media/keyframe_buffer.c plugin/media/keyframe_buffer.h
libbaton_core_la_SOURCES += plugin/media/media.c plugin/media/media.h
libbaton_core_la_SOURCES += plugin/media/packet.h
libbaton_core_la_SOURCES += plugin/media/pool.c plugin/media/pool.h
libbaton_core_la_SOURCES += plugin/media/port.c plugin/media/port.h
libbaton_core_la_SOURCES += plugin/media/reception.c plugin/media/reception.h
libbaton_core_la_SOURCES += plugin/media/relay.c plugin/media/relay.h
libbaton_core_la_SOURCES += plugin/media/rid_map.c plugin/media/rid_map.h
libbaton_core_la_SOURCES += plugin/media/selection.c plugin/media/selection.h
libbaton_core_la_SOURCES += plugin/media/sets_packet.c plugin/media/sets_packet.h
libbaton_core_la_SOURCES += plugin/media/slot.c plugin/media/slot.h
libbaton_core_la_SOURCES += plugin/media/stream.c plugin/media/stream.h
libbaton_core_la_SOURCES += plugin/media/uplink.c plugin/media/uplink.h
libbaton_core_la_SOURCES += plugin/media/upstream.c plugin/media/upstream.h
