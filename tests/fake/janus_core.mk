# SPDX-License-Identifier: GPL-3.0-or-later
# For the programs that use functions of Janus, which are only in the program `janus`. The linker and the loader take
# that program for a library when the flag DF_1_PIE is cleared in its dynamic section. A program adds
#   name_CPPFLAGS = $(AM_CPPFLAGS) $(JANUS_CPPFLAGS)
#   name_LDADD = $(LDADD) -ljanus_core
#   name_LDFLAGS = $(AM_LDFLAGS) $(janus_core_flags)
#   EXTRA_name_DEPENDENCIES = tests/fake/libjanus_core.so

janus_core_flags = -Ltests/fake -Wl,-rpath,'$(abs_builddir)/tests/fake' -Wl,--allow-shlib-undefined
CLEANFILES += tests/fake/libjanus_core.so

tests/fake/libjanus_core.so: $(JANUS_PREFIX)/bin/janus
	$(AM_V_GEN)$(MKDIR_P) tests/fake && \
		perl -0777 -pe 's/(\xfb\xff\xff\x6f\0\0\0\0...)(.)/$$1 . chr(ord($$2) & ~8)/se' $< >$@
