# SPDX-License-Identifier: GPL-3.0-or-later
# The sources of plugin/api, headers too.

libbaton_core_la_SOURCES += plugin/api/admin.c plugin/api/admin.h
libbaton_core_la_SOURCES += plugin/api/admin_verbs.c
libbaton_core_la_SOURCES += plugin/api/auth.c plugin/api/auth.h
libbaton_core_la_SOURCES += plugin/api/call_verbs.c
libbaton_core_la_SOURCES += plugin/api/dispatch.c plugin/api/dispatch.h
libbaton_core_la_SOURCES += plugin/api/fields.c plugin/api/fields.h
libbaton_core_la_SOURCES += plugin/api/room_verbs.c
libbaton_core_la_SOURCES += plugin/api/scan_images.c plugin/api/scan_images.h
libbaton_core_la_SOURCES += plugin/api/transfer_verbs.c
libbaton_core_la_SOURCES += plugin/api/verbs.h
