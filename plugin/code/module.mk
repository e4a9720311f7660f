# SPDX-License-Identifier: GPL-3.0-or-later
# The sources of plugin/code, headers too. One line per file:
#   libbaton_core_la_SOURCES += plugin/code/noun.c plugin/code/noun.h

