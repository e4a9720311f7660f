# SPDX-License-Identifier: GPL-3.0-or-later
# The sources and headers of plugin/state.

libbaton_core_la_SOURCES += plugin/state/chat.c plugin/state/chat.h
libbaton_core_la_SOURCES += plugin/state/config.c plugin/state/config.h
libbaton_core_la_SOURCES += plugin/state/device.c plugin/state/device.h
libbaton_core_la_SOURCES += plugin/state/effects.c plugin/state/effects.h
libbaton_core_la_SOURCES += plugin/state/handle.c plugin/state/handle.h
libbaton_core_la_SOURCES += plugin/state/host.h
libbaton_core_la_SOURCES += plugin/state/latest_events.c plugin/state/latest_events.h
libbaton_core_la_SOURCES += plugin/state/layout.c plugin/state/layout.h
libbaton_core_la_SOURCES += plugin/state/notices.c plugin/state/notices.h
libbaton_core_la_SOURCES += plugin/state/objects.c plugin/state/objects.h
libbaton_core_la_SOURCES += plugin/state/participant.c plugin/state/participant.h
libbaton_core_la_SOURCES += plugin/state/policy.c plugin/state/policy.h
libbaton_core_la_SOURCES += plugin/state/registry.c plugin/state/registry.h
libbaton_core_la_SOURCES += plugin/state/removal.c plugin/state/removal.h
libbaton_core_la_SOURCES += plugin/state/room.c plugin/state/room.h
libbaton_core_la_SOURCES += plugin/state/room_settings.h
libbaton_core_la_SOURCES += plugin/state/slot_plan.c plugin/state/slot_plan.h
libbaton_core_la_SOURCES += plugin/state/source.c plugin/state/source.h
libbaton_core_la_SOURCES += plugin/state/source_kind.c plugin/state/source_kind.h
libbaton_core_la_SOURCES += plugin/state/unsaved.c plugin/state/unsaved.h
