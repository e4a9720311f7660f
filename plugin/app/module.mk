# SPDX-License-Identifier: GPL-3.0-or-later
# The sources of plugin/app, headers too. One line per file:
#   libbaton_core_la_SOURCES += plugin/app/noun.c plugin/app/noun.h

