# SPDX-License-Identifier: GPL-3.0-or-later
# What stands in for Janus, the clock and chance in tests; every test program is linked with it. One line per file:
#   libbaton_fake_la_SOURCES += tests/fake/noun.c tests/fake/noun.h

