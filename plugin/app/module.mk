# SPDX-License-Identifier: GPL-3.0-or-later
# The sources of plugin/app, headers too.

libbaton_core_la_SOURCES += plugin/app/action.c plugin/app/action.h
libbaton_core_la_SOURCES += plugin/app/answering.c plugin/app/answering.h
libbaton_core_la_SOURCES += plugin/app/calls.c
libbaton_core_la_SOURCES += plugin/app/chat.c plugin/app/chat.h
libbaton_core_la_SOURCES += plugin/app/config.c plugin/app/config.h
libbaton_core_la_SOURCES += plugin/app/device.c plugin/app/device.h
libbaton_core_la_SOURCES += plugin/app/downlink.c plugin/app/downlink.h
libbaton_core_la_SOURCES += plugin/app/effects.c plugin/app/effects.h
libbaton_core_la_SOURCES += plugin/app/engine.c plugin/app/engine.h
libbaton_core_la_SOURCES += plugin/app/host.h
libbaton_core_la_SOURCES += plugin/app/json.c plugin/app/json.h
libbaton_core_la_SOURCES += plugin/app/move.c plugin/app/move.h
libbaton_core_la_SOURCES += plugin/app/network.c plugin/app/network.h
libbaton_core_la_SOURCES += plugin/app/offer.c plugin/app/offer.h
libbaton_core_la_SOURCES += plugin/app/origin.c plugin/app/origin.h
libbaton_core_la_SOURCES += plugin/app/participant.c plugin/app/participant.h
libbaton_core_la_SOURCES += plugin/app/policy.c plugin/app/policy.h
libbaton_core_la_SOURCES += plugin/app/poll.c plugin/app/poll.h
libbaton_core_la_SOURCES += plugin/app/presentation.c plugin/app/presentation.h
libbaton_core_la_SOURCES += plugin/app/report.c
libbaton_core_la_SOURCES += plugin/app/requests.c plugin/app/requests.h
libbaton_core_la_SOURCES += plugin/app/room.c plugin/app/room.h
libbaton_core_la_SOURCES += plugin/app/rooms.c
libbaton_core_la_SOURCES += plugin/app/scanning.c
libbaton_core_la_SOURCES += plugin/app/slots.c plugin/app/slots.h
libbaton_core_la_SOURCES += plugin/app/ticket.c plugin/app/ticket.h
libbaton_core_la_SOURCES += plugin/app/track.c plugin/app/track.h
libbaton_core_la_SOURCES += plugin/app/transfers.c
libbaton_core_la_SOURCES += plugin/app/uplink.c
libbaton_core_la_SOURCES += plugin/app/viewing.c plugin/app/viewing.h
libbaton_core_la_SOURCES += plugin/app/world.c plugin/app/world.h
