# SPDX-License-Identifier: GPL-3.0-or-later
# The sources of plugin/media, headers too. One line per file:
#   libbaton_core_la_SOURCES += plugin/media/noun.c plugin/media/noun.h

