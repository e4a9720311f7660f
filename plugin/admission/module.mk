# SPDX-License-Identifier: GPL-3.0-or-later
# The sources and headers of plugin/admission.

libbaton_core_la_SOURCES += plugin/admission/bucket.c plugin/admission/bucket.h
libbaton_core_la_SOURCES += plugin/admission/bucket_table.c plugin/admission/bucket_table.h
libbaton_core_la_SOURCES += plugin/admission/budget.c plugin/admission/budget.h
libbaton_core_la_SOURCES += plugin/admission/fair_queue.c plugin/admission/fair_queue.h
libbaton_core_la_SOURCES += plugin/admission/refusals.c plugin/admission/refusals.h
libbaton_core_la_SOURCES += plugin/admission/trail.c plugin/admission/trail.h
