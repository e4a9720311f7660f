# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests of plugin/media: one cmocka program for each subject. Its source is in this folder. Each has a line:
#   check_PROGRAMS += tests/unit/media/subject_test

# All tests that send packets link this library.
check_LTLIBRARIES += libbaton_recorder.la
libbaton_recorder_la_SOURCES = tests/unit/media/recorder.c tests/unit/media/recorder.h
recorder_libs = libbaton_recorder.la $(LDADD)

check_PROGRAMS += tests/unit/media/keyframe_buffer_test
check_PROGRAMS += tests/unit/media/pool_test
check_PROGRAMS += tests/unit/media/rid_map_test

check_PROGRAMS += tests/unit/media/codecs_test
tests_unit_media_codecs_test_SOURCES = tests/unit/media/codecs_test.c tests/unit/media/two_devices.h
tests_unit_media_codecs_test_LDADD = $(recorder_libs)
check_PROGRAMS += tests/unit/media/early_keyframe_test
tests_unit_media_early_keyframe_test_SOURCES = tests/unit/media/early_keyframe_test.c tests/unit/media/two_devices.h
tests_unit_media_early_keyframe_test_LDADD = $(recorder_libs)
check_PROGRAMS += tests/unit/media/encodings_random_test
tests_unit_media_encodings_random_test_SOURCES = tests/unit/media/encodings_random_test.c tests/unit/media/simulcast.h
tests_unit_media_encodings_random_test_LDADD = $(recorder_libs)
check_PROGRAMS += tests/unit/media/encodings_test
tests_unit_media_encodings_test_SOURCES = tests/unit/media/encodings_test.c tests/unit/media/simulcast.h
tests_unit_media_encodings_test_LDADD = $(recorder_libs)
check_PROGRAMS += tests/unit/media/gate_test
tests_unit_media_gate_test_SOURCES = tests/unit/media/gate_test.c tests/unit/media/two_devices.h
tests_unit_media_gate_test_LDADD = $(recorder_libs)
check_PROGRAMS += tests/unit/media/h264_test
tests_unit_media_h264_test_SOURCES = tests/unit/media/h264_test.c tests/unit/media/two_devices.h
tests_unit_media_h264_test_LDADD = $(recorder_libs)
check_PROGRAMS += tests/unit/media/packet_orders_test
tests_unit_media_packet_orders_test_LDADD = $(recorder_libs)
check_PROGRAMS += tests/unit/media/relay_test
tests_unit_media_relay_test_SOURCES = tests/unit/media/relay_test.c tests/unit/media/two_devices.h
tests_unit_media_relay_test_LDADD = $(recorder_libs)
check_PROGRAMS += tests/unit/media/swap_test
tests_unit_media_swap_test_LDADD = $(recorder_libs)
check_PROGRAMS += tests/unit/media/temporal_layers_test
tests_unit_media_temporal_layers_test_SOURCES = tests/unit/media/temporal_layers_test.c tests/unit/media/simulcast.h
tests_unit_media_temporal_layers_test_LDADD = $(recorder_libs)
check_PROGRAMS += tests/unit/media/threads_test
tests_unit_media_threads_test_LDADD = $(recorder_libs)
check_PROGRAMS += tests/unit/media/whole_encodings_test
tests_unit_media_whole_encodings_test_SOURCES = tests/unit/media/whole_encodings_test.c tests/unit/media/simulcast.h
tests_unit_media_whole_encodings_test_LDADD = $(recorder_libs)
check_PROGRAMS += tests/unit/media/whole_keyframe_test
tests_unit_media_whole_keyframe_test_SOURCES = tests/unit/media/whole_keyframe_test.c tests/unit/media/two_devices.h
tests_unit_media_whole_keyframe_test_LDADD = $(recorder_libs)

# The test replaces the library functions named after --wrap, to make them fail.
check_PROGRAMS += tests/unit/media/out_of_memory_test
tests_unit_media_out_of_memory_test_LDADD = $(recorder_libs)
tests_unit_media_out_of_memory_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=calloc -Wl,--wrap=pthread_mutex_init
