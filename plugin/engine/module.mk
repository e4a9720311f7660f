# SPDX-License-Identifier: GPL-3.0-or-later
# The sources and headers of plugin/engine.

libbaton_core_la_SOURCES += plugin/engine/audit_requests.c
libbaton_core_la_SOURCES += plugin/engine/authority.c plugin/engine/authority.h
libbaton_core_la_SOURCES += plugin/engine/call_requests.c
libbaton_core_la_SOURCES += plugin/engine/confirm_requests.c plugin/engine/confirm_requests.h
libbaton_core_la_SOURCES += plugin/engine/engine.h
libbaton_core_la_SOURCES += plugin/engine/facts.c
libbaton_core_la_SOURCES += plugin/engine/present_requests.c
libbaton_core_la_SOURCES += plugin/engine/publish_requests.c
libbaton_core_la_SOURCES += plugin/engine/reports.c
libbaton_core_la_SOURCES += plugin/engine/requests.h
libbaton_core_la_SOURCES += plugin/engine/restore.c
libbaton_core_la_SOURCES += plugin/engine/resume_request.c
libbaton_core_la_SOURCES += plugin/engine/room_queries.c
libbaton_core_la_SOURCES += plugin/engine/room_requests.c
libbaton_core_la_SOURCES += plugin/engine/saves.c plugin/engine/saves.h
libbaton_core_la_SOURCES += plugin/engine/scan_request.c
libbaton_core_la_SOURCES += plugin/engine/source_wishes.c plugin/engine/source_wishes.h
libbaton_core_la_SOURCES += plugin/engine/subscribe_requests.c plugin/engine/subscribe_requests.h
libbaton_core_la_SOURCES += plugin/engine/survey.c plugin/engine/survey.h
libbaton_core_la_SOURCES += plugin/engine/transfer_requests.c
