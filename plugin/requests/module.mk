# SPDX-License-Identifier: GPL-3.0-or-later
# The sources and headers of plugin/requests.

libbaton_core_la_SOURCES += plugin/requests/audit_requests.c
libbaton_core_la_SOURCES += plugin/requests/authority.c plugin/requests/authority.h
libbaton_core_la_SOURCES += plugin/requests/call_requests.c
libbaton_core_la_SOURCES += plugin/requests/confirm_requests.c plugin/requests/confirm_requests.h
libbaton_core_la_SOURCES += plugin/requests/new_device.c plugin/requests/new_device.h
libbaton_core_la_SOURCES += plugin/requests/present_requests.c
libbaton_core_la_SOURCES += plugin/requests/publish_requests.c
libbaton_core_la_SOURCES += plugin/requests/recall_requests.c
libbaton_core_la_SOURCES += plugin/requests/reports.c
libbaton_core_la_SOURCES += plugin/requests/request_fields.h
libbaton_core_la_SOURCES += plugin/requests/requests.h
libbaton_core_la_SOURCES += plugin/requests/resume_request.c
libbaton_core_la_SOURCES += plugin/requests/room_queries.c
libbaton_core_la_SOURCES += plugin/requests/room_requests.c
libbaton_core_la_SOURCES += plugin/requests/scan_request.c
libbaton_core_la_SOURCES += plugin/requests/source_plan.c plugin/requests/source_plan.h
libbaton_core_la_SOURCES += plugin/requests/source_wishes.c plugin/requests/source_wishes.h
libbaton_core_la_SOURCES += plugin/requests/subscribe_requests.c plugin/requests/subscribe_requests.h
libbaton_core_la_SOURCES += plugin/requests/sync_request.c
libbaton_core_la_SOURCES += plugin/requests/transfer_requests.c
