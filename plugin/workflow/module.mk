# SPDX-License-Identifier: GPL-3.0-or-later
# The sources and headers of plugin/workflow.

libbaton_core_la_SOURCES += plugin/workflow/absence.c plugin/workflow/absence.h
libbaton_core_la_SOURCES += plugin/workflow/actions.c plugin/workflow/actions.h
libbaton_core_la_SOURCES += plugin/workflow/confirmation.c plugin/workflow/confirmation.h
libbaton_core_la_SOURCES += plugin/workflow/connection.c plugin/workflow/connection.h
libbaton_core_la_SOURCES += plugin/workflow/farewell.c plugin/workflow/farewell.h
libbaton_core_la_SOURCES += plugin/workflow/network.c plugin/workflow/network.h
libbaton_core_la_SOURCES += plugin/workflow/presentation.c plugin/workflow/presentation.h
libbaton_core_la_SOURCES += plugin/workflow/respondent.c plugin/workflow/respondent.h
libbaton_core_la_SOURCES += plugin/workflow/sharing.c plugin/workflow/sharing.h
libbaton_core_la_SOURCES += plugin/workflow/shown_code.c plugin/workflow/shown_code.h
libbaton_core_la_SOURCES += plugin/workflow/silence.c plugin/workflow/silence.h
libbaton_core_la_SOURCES += plugin/workflow/stepping.c plugin/workflow/stepping.h
libbaton_core_la_SOURCES += plugin/workflow/ticket.c plugin/workflow/ticket.h
libbaton_core_la_SOURCES += plugin/workflow/transfer.c plugin/workflow/transfer.h
libbaton_core_la_SOURCES += plugin/workflow/transfer_code.c plugin/workflow/transfer_code.h
libbaton_core_la_SOURCES += plugin/workflow/watching.c plugin/workflow/watching.h
libbaton_core_la_SOURCES += plugin/workflow/welcome.c plugin/workflow/welcome.h
