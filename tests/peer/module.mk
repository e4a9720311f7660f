# SPDX-License-Identifier: GPL-3.0-or-later
# The native WebRTC peer of the tests. Only `make peer` builds the program. One line per file:
#   libbaton_peer_a_SOURCES += tests/peer/noun.c tests/peer/noun.h

EXTRA_LIBRARIES = libbaton_peer.a
libbaton_peer_a_SOURCES =
libbaton_peer_a_CPPFLAGS = $(AM_CPPFLAGS) $(PEER_CFLAGS)

libbaton_peer_a_SOURCES += tests/peer/av1.c tests/peer/av1.h
libbaton_peer_a_SOURCES += tests/peer/call_commands.c
libbaton_peer_a_SOURCES += tests/peer/command.c tests/peer/command.h
libbaton_peer_a_SOURCES += tests/peer/delay.c tests/peer/delay.h
libbaton_peer_a_SOURCES += tests/peer/device.c tests/peer/device.h
libbaton_peer_a_SOURCES += tests/peer/downlink.c tests/peer/downlink.h
libbaton_peer_a_SOURCES += tests/peer/dtls.c tests/peer/dtls.h
libbaton_peer_a_SOURCES += tests/peer/encoder.c tests/peer/encoder.h
libbaton_peer_a_SOURCES += tests/peer/encoding.c tests/peer/encoding.h
libbaton_peer_a_SOURCES += tests/peer/estimator.c tests/peer/estimator.h
libbaton_peer_a_SOURCES += tests/peer/lines.c tests/peer/lines.h
libbaton_peer_a_SOURCES += tests/peer/link.c tests/peer/link.h
libbaton_peer_a_SOURCES += tests/peer/link_table.c tests/peer/link_table.h
libbaton_peer_a_SOURCES += tests/peer/look.c tests/peer/look.h
libbaton_peer_a_SOURCES += tests/peer/loop.c tests/peer/loop.h
libbaton_peer_a_SOURCES += tests/peer/mark.c tests/peer/mark.h
libbaton_peer_a_SOURCES += tests/peer/measure_commands.c
libbaton_peer_a_SOURCES += tests/peer/random.c tests/peer/random.h
libbaton_peer_a_SOURCES += tests/peer/reception.c tests/peer/reception.h
libbaton_peer_a_SOURCES += tests/peer/relay.c tests/peer/relay.h
libbaton_peer_a_SOURCES += tests/peer/report.c tests/peer/report.h
libbaton_peer_a_SOURCES += tests/peer/return_commands.c
libbaton_peer_a_SOURCES += tests/peer/rtcp.c tests/peer/rtcp.h
libbaton_peer_a_SOURCES += tests/peer/rtp.c tests/peer/rtp.h
libbaton_peer_a_SOURCES += tests/peer/scenario.c tests/peer/scenario.h
libbaton_peer_a_SOURCES += tests/peer/sdp.c tests/peer/sdp.h
libbaton_peer_a_SOURCES += tests/peer/signalling.c tests/peer/signalling.h
libbaton_peer_a_SOURCES += tests/peer/source.c tests/peer/source.h
libbaton_peer_a_SOURCES += tests/peer/srtp.c tests/peer/srtp.h
libbaton_peer_a_SOURCES += tests/peer/tag.c tests/peer/tag.h
libbaton_peer_a_SOURCES += tests/peer/transfer_commands.c
libbaton_peer_a_SOURCES += tests/peer/uplink.c tests/peer/uplink.h
libbaton_peer_a_SOURCES += tests/peer/videoroom.c tests/peer/videoroom.h
libbaton_peer_a_SOURCES += tests/peer/viewer.c tests/peer/viewer.h
libbaton_peer_a_SOURCES += tests/peer/vp9.c tests/peer/vp9.h
libbaton_peer_a_SOURCES += tests/peer/wire.h

peer_programs += tests/peer/peer
EXTRA_PROGRAMS += $(peer_programs)
tests_peer_peer_SOURCES = tests/peer/main.c
tests_peer_peer_CPPFLAGS = $(AM_CPPFLAGS) $(PEER_CFLAGS)
tests_peer_peer_LDADD = libbaton_peer.a $(CORE_LIBS) $(PEER_LIBS)
CLEANFILES += libbaton_peer.a $(peer_programs)

# The bench `churn` preloads this library into Janus.
peer_helpers += tests/benches/heap.so
CLEANFILES += $(peer_helpers)
tests/benches/heap.so: $(top_srcdir)/tests/benches/heap.c
	@$(MKDIR_P) $(@D)
	$(AM_V_CC)$(CC) $(CPPFLAGS) $(CFLAGS) -shared -fPIC -o $@ $(top_srcdir)/tests/benches/heap.c -lpthread
