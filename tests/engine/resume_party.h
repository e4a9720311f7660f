/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Devices whose connection is cut in a room that holds participants, and their secrets. */
#ifndef BATON_TESTS_ENGINE_RESUME_PARTY_H
#define BATON_TESTS_ENGINE_RESUME_PARTY_H

#include <string.h>

#include "engine/held_party.h"
#include "transfer/resume_book.h"

static inline void keep_secret(const struct fake_device *device, char copy[BATON_TOKEN_SIZE])
{
    assert_int_equal(strlen(device->resume), BATON_TOKEN_CHARACTERS);
    g_strlcpy(copy, device->resume, BATON_TOKEN_SIZE);
}

static inline void comes_back(struct party *party)
{
    ok(device_resumes(party->anna, PARTY_ROOM));
    assert_true(is_true_at(party->anna->reply, "resumed"));
    assert_string_equal(text_at(party->anna->reply, "id"), party->anna->id);
}

#endif
