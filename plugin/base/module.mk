# SPDX-License-Identifier: GPL-3.0-or-later
# The sources of plugin/base, headers too. One line per file:
#   libbaton_core_la_SOURCES += plugin/base/noun.c plugin/base/noun.h

