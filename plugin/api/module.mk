# SPDX-License-Identifier: GPL-3.0-or-later
# The sources and headers of plugin/api, and the program that prints the tables of plugin/api.

libbaton_core_la_SOURCES += plugin/api/admin.c plugin/api/admin.h
libbaton_core_la_SOURCES += plugin/api/admin_verbs.c plugin/api/admin_verbs.h
libbaton_core_la_SOURCES += plugin/api/auth.c plugin/api/auth.h
libbaton_core_la_SOURCES += plugin/api/call_verbs.c plugin/api/call_verbs.h
libbaton_core_la_SOURCES += plugin/api/choices.c plugin/api/choices.h
libbaton_core_la_SOURCES += plugin/api/code_fields.c plugin/api/code_fields.h
libbaton_core_la_SOURCES += plugin/api/contract.h
libbaton_core_la_SOURCES += plugin/api/dispatch.c plugin/api/dispatch.h
libbaton_core_la_SOURCES += plugin/api/events.c plugin/api/events.h
libbaton_core_la_SOURCES += plugin/api/field_reader.c plugin/api/field_reader.h
libbaton_core_la_SOURCES += plugin/api/fields.c plugin/api/fields.h
libbaton_core_la_SOURCES += plugin/api/replies.c plugin/api/replies.h
libbaton_core_la_SOURCES += plugin/api/request_kind.c plugin/api/request_kind.h
libbaton_core_la_SOURCES += plugin/api/room_verbs.c plugin/api/room_verbs.h
libbaton_core_la_SOURCES += plugin/api/scan_images.c plugin/api/scan_images.h
libbaton_core_la_SOURCES += plugin/api/transfer_verbs.c plugin/api/transfer_verbs.h
libbaton_core_la_SOURCES += plugin/api/values.c plugin/api/values.h
libbaton_core_la_SOURCES += plugin/api/wire_objects.c plugin/api/wire_objects.h
libbaton_core_la_SOURCES += plugin/api/wire_reports.c plugin/api/wire_reports.h

noinst_PROGRAMS = baton-contract
baton_contract_SOURCES = plugin/api/print_contract.c
baton_contract_LDADD = libbaton_core.la
