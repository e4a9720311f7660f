# SPDX-License-Identifier: GPL-3.0-or-later
# The bench `control` measures the control thread without Janus, so it has the parts of plugin/janus that it uses.

bench_programs += tests/benches/control
EXTRA_PROGRAMS += tests/benches/control
CLEANFILES += tests/benches/control
tests_benches_control_SOURCES = tests/benches/control.c plugin/janus/attachment.c plugin/janus/outbox.c
tests_benches_control_CPPFLAGS = $(AM_CPPFLAGS) $(JANUS_CPPFLAGS)
