# SPDX-License-Identifier: GPL-3.0-or-later
# The sources of plugin/janus, headers too: the only room that sees Janus. One line per file:
#   libjanus_baton_la_SOURCES += plugin/janus/noun.c plugin/janus/noun.h

