# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of tests/peer, on whose verdicts other tests depend. One line per program:
#   check_PROGRAMS += tests/unit/peer/noun_test

peer_libs = libbaton_peer.a $(LDADD)

check_PROGRAMS += tests/unit/peer/codecs_test
tests_unit_peer_codecs_test_LDADD = $(peer_libs)
check_PROGRAMS += tests/unit/peer/command_test
tests_unit_peer_command_test_LDADD = $(peer_libs)
check_PROGRAMS += tests/unit/peer/encoding_test
tests_unit_peer_encoding_test_LDADD = $(peer_libs)
check_PROGRAMS += tests/unit/peer/estimator_test
tests_unit_peer_estimator_test_LDADD = $(peer_libs)
check_PROGRAMS += tests/unit/peer/reception_test
tests_unit_peer_reception_test_LDADD = $(peer_libs)
check_PROGRAMS += tests/unit/peer/viewer_test
tests_unit_peer_viewer_test_LDADD = $(peer_libs)
check_PROGRAMS += tests/unit/peer/wire_test
tests_unit_peer_wire_test_LDADD = $(peer_libs)
