# SPDX-License-Identifier: GPL-3.0-or-later
# The sources and headers of plugin/store.

libbaton_core_la_SOURCES += plugin/store/backend.h
libbaton_core_la_SOURCES += plugin/store/database.c plugin/store/database.h
libbaton_core_la_SOURCES += plugin/store/schema.c plugin/store/schema.h
libbaton_core_la_SOURCES += plugin/store/store.c plugin/store/store.h
libbaton_core_la_SOURCES += plugin/store/store_file.c plugin/store/store_file.h

# The path of the store if the settings do not name one.
AM_CPPFLAGS += -DBATON_STORE_PATH='"$(localstatedir)/lib/janus-baton/baton.db"'
