/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The choices: fields whose value is one of several names. Each choice lists its names and has a function
 * that stores a name in a struct.
 */
#ifndef BATON_API_CHOICES_H
#define BATON_API_CHOICES_H

#include <stddef.h>

enum { BATON_CHOICE_MAX_NAMES = 32 };

struct baton_choice {
    const char *name;    /* the name of the type in TypeScript */
    const char *meaning; /* what the names mean, for people; NULL if the names explain themselves */
    const char *(*at)(size_t index); /* the name with this index; NULL after the last name */
    /* Writes the value that the name with this index stands for. NULL: no request has this choice. */
    void (*store)(size_t index, void *out);
};

/* Sets `names` to all names of a choice; NULL ends the list. */
void baton_choice_list(
    const struct baton_choice *choice, const char *names[BATON_CHOICE_MAX_NAMES + 1]);

extern const struct baton_choice baton_choice_source_kind;
extern const struct baton_choice baton_choice_source_state;
extern const struct baton_choice baton_choice_connection;
extern const struct baton_choice baton_choice_device_change;
extern const struct baton_choice baton_choice_stand_in;
extern const struct baton_choice baton_choice_medium;
extern const struct baton_choice baton_choice_limited_by;
extern const struct baton_choice baton_choice_preference;
extern const struct baton_choice baton_choice_audio_codec;
extern const struct baton_choice baton_choice_video_codec;
extern const struct baton_choice baton_choice_code_kind;
extern const struct baton_choice baton_choice_confirm_who;
extern const struct baton_choice baton_choice_confirm_how;
extern const struct baton_choice baton_choice_confirm_form;
extern const struct baton_choice baton_choice_role;
extern const struct baton_choice baton_choice_transfer_state;
extern const struct baton_choice baton_choice_scanned_state;
extern const struct baton_choice baton_choice_transfer_outcome;
extern const struct baton_choice baton_choice_transfer_reason;
extern const struct baton_choice baton_choice_confirm_outcome;
extern const struct baton_choice baton_choice_left_reason;
extern const struct baton_choice baton_choice_ending;
extern const struct baton_choice baton_choice_room_setting;
extern const struct baton_choice baton_choice_warning_kind;
extern const struct baton_choice baton_choice_guessed;
extern const struct baton_choice baton_choice_response;
extern const struct baton_choice baton_choice_sms_response;
extern const struct baton_choice baton_choice_device_role;

#endif
