# SPDX-License-Identifier: GPL-3.0-or-later
# The sources and headers of plugin/engine.

libbaton_core_la_SOURCES += plugin/engine/call_restore.c
libbaton_core_la_SOURCES += plugin/engine/call_row.c plugin/engine/call_row.h
libbaton_core_la_SOURCES += plugin/engine/call_saves.c plugin/engine/call_saves.h
libbaton_core_la_SOURCES += plugin/engine/engine.h
libbaton_core_la_SOURCES += plugin/engine/facts.c
libbaton_core_la_SOURCES += plugin/engine/later.h
libbaton_core_la_SOURCES += plugin/engine/restore.c
libbaton_core_la_SOURCES += plugin/engine/saves.c plugin/engine/saves.h
libbaton_core_la_SOURCES += plugin/engine/survey.c plugin/engine/survey.h
