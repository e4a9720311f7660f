# SPDX-License-Identifier: GPL-3.0-or-later
# One libFuzzer program per parser, its source beside it, its seeds in tests/data/fuzz/room_noun. Two lines per program:
#   fuzz_programs += tests/fuzz/room_noun_fuzz
#   tests_fuzz_room_noun_fuzz_LDFLAGS = $(FUZZ_LDFLAGS)

