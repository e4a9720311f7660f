# SPDX-License-Identifier: GPL-3.0-or-later
# This library replaces Janus, the clock and randomness in tests. Every test program links it. One line per file:
#   libbaton_fake_la_SOURCES += tests/fake/noun.c tests/fake/noun.h

libbaton_fake_la_SOURCES += tests/fake/call_rows.c tests/fake/call_rows.h
libbaton_fake_la_SOURCES += tests/fake/device.c
libbaton_fake_la_SOURCES += tests/fake/device_sending.c tests/fake/device_request.h
libbaton_fake_la_SOURCES += tests/fake/host.c tests/fake/host.h
libbaton_fake_la_SOURCES += tests/fake/invariants.c tests/fake/invariants.h
libbaton_fake_la_SOURCES += tests/fake/memory.c tests/fake/memory.h
libbaton_fake_la_SOURCES += tests/fake/party.c tests/fake/party.h
libbaton_fake_la_SOURCES += tests/fake/random_cuts.c tests/fake/random_cuts.h
libbaton_fake_la_SOURCES += tests/fake/random_moves.c
libbaton_fake_la_SOURCES += tests/fake/random_requests.c tests/fake/random_requests.h
libbaton_fake_la_SOURCES += tests/fake/random_run.c tests/fake/random_run.h
libbaton_fake_la_SOURCES += tests/fake/reader.c tests/fake/reader.h
libbaton_fake_la_SOURCES += tests/fake/schema.c tests/fake/schema.h
libbaton_fake_la_SOURCES += tests/fake/promises.c tests/fake/promises.h
libbaton_fake_la_SOURCES += tests/fake/world.c tests/fake/world.h
