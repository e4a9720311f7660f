# SPDX-License-Identifier: GPL-3.0-or-later
# The sources and headers of plugin/guard.

libbaton_core_la_SOURCES += plugin/guard/attempt.c plugin/guard/attempt.h
libbaton_core_la_SOURCES += plugin/guard/audit.c plugin/guard/audit.h
libbaton_core_la_SOURCES += plugin/guard/janus_token.c plugin/guard/janus_token.h
libbaton_core_la_SOURCES += plugin/guard/remembered.c plugin/guard/remembered.h
libbaton_core_la_SOURCES += plugin/guard/resume.c plugin/guard/resume.h
libbaton_core_la_SOURCES += plugin/guard/witness.c plugin/guard/witness.h
