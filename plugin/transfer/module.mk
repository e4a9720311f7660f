# SPDX-License-Identifier: GPL-3.0-or-later
# The sources and headers of plugin/transfer. One line per file:
#   libbaton_core_la_SOURCES += plugin/transfer/noun.c plugin/transfer/noun.h

libbaton_core_la_SOURCES += plugin/transfer/agreement.c plugin/transfer/agreement.h
libbaton_core_la_SOURCES += plugin/transfer/ending.c plugin/transfer/ending.h
libbaton_core_la_SOURCES += plugin/transfer/guesses.c plugin/transfer/guesses.h
libbaton_core_la_SOURCES += plugin/transfer/ledger.c plugin/transfer/ledger.h
libbaton_core_la_SOURCES += plugin/transfer/lifecycle.c plugin/transfer/lifecycle.h
libbaton_core_la_SOURCES += plugin/transfer/machine.c plugin/transfer/machine.h
libbaton_core_la_SOURCES += plugin/transfer/resume_book.c plugin/transfer/resume_book.h
libbaton_core_la_SOURCES += plugin/transfer/step.c plugin/transfer/step.h
libbaton_core_la_SOURCES += plugin/transfer/swap.c plugin/transfer/swap.h
libbaton_core_la_SOURCES += plugin/transfer/trust.c plugin/transfer/trust.h
libbaton_core_la_SOURCES += plugin/transfer/ways.c plugin/transfer/ways.h
