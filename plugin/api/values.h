/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The values that the fields of the API may have, except objects. Each range, length and choice is defined
 * here once, for all requests, replies and events.
 */
#ifndef BATON_API_VALUES_H
#define BATON_API_VALUES_H

#include "api/contract.h"

extern const struct baton_value baton_value_id;
extern const struct baton_value baton_value_mid;
extern const struct baton_value baton_value_boolean;
extern const struct baton_value baton_value_string;     /* any string; replies and events only */
extern const struct baton_value baton_value_counter;    /* 0 or more */
extern const struct baton_value baton_value_page_limit; /* the most objects in a page */
extern const struct baton_value baton_value_milliseconds;
extern const struct baton_value baton_value_seconds;
extern const struct baton_value baton_value_time;
extern const struct baton_value baton_value_metadata;

extern const struct baton_value baton_value_secret;
extern const struct baton_value baton_value_token;
extern const struct baton_value baton_value_display;
extern const struct baton_value baton_value_room_description;
extern const struct baton_value baton_value_source_description;
extern const struct baton_value baton_value_phone;
extern const struct baton_value baton_value_max_participants;
extern const struct baton_value baton_value_bitrate;
extern const struct baton_value baton_value_ceiling; /* of what a downlink may get */
extern const struct baton_value baton_value_height;  /* of a picture */
extern const struct baton_value baton_value_encoding;
extern const struct baton_value baton_value_encoding_count;
extern const struct baton_value baton_value_rid;
extern const struct baton_value baton_value_rids; /* the encodings of a source in `publish` */
extern const struct baton_value baton_value_bits_per_second; /* measured */
extern const struct baton_value baton_value_per_mille;
extern const struct baton_value baton_value_code_lifetime;
extern const struct baton_value baton_value_grace;
extern const struct baton_value baton_value_hold;
extern const struct baton_value baton_value_audio_slots;
extern const struct baton_value baton_value_video_slots;
extern const struct baton_value baton_value_chat_text;

extern const struct baton_value baton_value_link;
extern const struct baton_value baton_value_device_name;
extern const struct baton_value baton_value_scan_text;
extern const struct baton_value baton_value_image;
extern const struct baton_value baton_value_images;
extern const struct baton_value baton_value_handle;
extern const struct baton_value baton_value_ticket;
extern const struct baton_value baton_value_number;
extern const struct baton_value baton_value_choices;
extern const struct baton_value baton_value_sms_sender;
extern const struct baton_value baton_value_sms_text;

extern const struct baton_value baton_value_mids; /* the mids in `unpublish` and in its reply */
extern const struct baton_value baton_value_ice_urls;
extern const struct baton_value baton_value_error_code;

extern const struct baton_value baton_value_source_kind;
extern const struct baton_value baton_value_source_state;
extern const struct baton_value baton_value_connection;
extern const struct baton_value baton_value_device_change;
extern const struct baton_value baton_value_stand_in;
extern const struct baton_value baton_value_medium;
extern const struct baton_value baton_value_limited_by;
extern const struct baton_value baton_value_preference;
extern const struct baton_value baton_value_audio_codec;
extern const struct baton_value baton_value_video_codec;
extern const struct baton_value baton_value_code_kind;
extern const struct baton_value baton_value_confirm_who;
extern const struct baton_value baton_value_confirm_how;
extern const struct baton_value baton_value_confirm_form;
extern const struct baton_value baton_value_role;
extern const struct baton_value baton_value_transfer_state;
extern const struct baton_value baton_value_scanned_state;
extern const struct baton_value baton_value_transfer_outcome;
extern const struct baton_value baton_value_transfer_reason;
extern const struct baton_value baton_value_confirm_outcome;
extern const struct baton_value baton_value_left_reason;
extern const struct baton_value baton_value_ending;
extern const struct baton_value baton_value_room_settings;
extern const struct baton_value baton_value_warning_kind;
extern const struct baton_value baton_value_guessed;
extern const struct baton_value baton_value_response;
extern const struct baton_value baton_value_sms_response;
extern const struct baton_value baton_value_device_role;

#endif
