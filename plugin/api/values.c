/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ranges of numbers, the lengths of texts, and the checks of texts that have a syntax. */
#include "api/values.h"

#include "api/auth.h"
#include "base/text.h"
#include "code/codetext.h"
#include "confirm/phone.h"
#include "requests/request_fields.h"
#include "scan/decoder.h"
#include "state/objects.h"

static bool check_phone(const struct baton_fields *fields, const char *name, const char *phone)
{
    char number[BATON_PHONE_SIZE];

    return baton_phone_read_typed(phone, number) ||
           baton_fields_refuse(fields, name, BATON_E_INVALID_ELEMENT,
               "expected + and 6 to 15 digits, country code first, got something else");
}

static bool check_link(const struct baton_fields *fields, const char *name, const char *link)
{
    (void)name;
    return baton_link_check(link, fields->failure) == BATON_OK;
}

/* `type_form` is LINE, NAME, LINES or RAW. */
#define TEXT(type_form, shortest, longest)                                                         \
    .type = BATON_VALUE_TEXT, .form = BATON_TEXT_##type_form, .least = (shortest), .most = (longest)
#define INTEGER(smallest, largest)                                                                 \
    .type = BATON_VALUE_INTEGER, .least = (smallest), .most = (largest)

/* --- of many kinds of messages ---------------------------------------------------------------- */

const struct baton_value baton_value_id = {
    .type = BATON_VALUE_ID, .least = 1, .most = BATON_TEXT_ID_SIZE - 1};
const struct baton_value baton_value_mid = {
    .type = BATON_VALUE_MID, .least = 1, .most = BATON_SDP_MID_SIZE - 1};
const struct baton_value baton_value_boolean = {.type = BATON_VALUE_BOOLEAN};
const struct baton_value baton_value_string = {TEXT(RAW, 0, 0)};
const struct baton_value baton_value_page_limit = {INTEGER(1, BATON_PAGE_MAX)};
const struct baton_value baton_value_counter = {INTEGER(0, INT64_MAX)};
const struct baton_value baton_value_milliseconds = {INTEGER(0, INT64_MAX), .unit = "milliseconds"};
const struct baton_value baton_value_seconds = {INTEGER(0, INT64_MAX), .unit = "seconds"};
const struct baton_value baton_value_time = {
    INTEGER(0, INT64_MAX), .unit = "milliseconds since 1970 (UTC)"};
const struct baton_value baton_value_metadata = {
    .type = BATON_VALUE_FREE, .most = 4096, .depth = 4};

/* --- of rooms and people ---------------------------------------------------------------------- */

const struct baton_value baton_value_secret = {TEXT(LINE, 0, BATON_MAX_SECRET)};
const struct baton_value baton_value_token = {TEXT(RAW, 0, BATON_AUTH_TOKEN_MAX)};
const struct baton_value baton_value_display = {TEXT(NAME, 0, 64)};
const struct baton_value baton_value_room_description = {TEXT(NAME, 0, 128)};
const struct baton_value baton_value_source_description = {TEXT(NAME, 0, 64)};
const struct baton_value baton_value_phone = {TEXT(RAW, 7, BATON_PHONE_WRITTEN_MAX),
    .rule = "`+` or `00`, then 6 to 15 digits, country code first; separators, `(0)` and `tel:` "
            "are ignored",
    .check = check_phone};
const struct baton_value baton_value_max_participants = {INTEGER(1, 1000)};
const struct baton_value baton_value_bitrate = {
    INTEGER(64000, BATON_MAX_BITRATE), .or_zero = true, .unit = "bit/s"};
const struct baton_value baton_value_ceiling = {
    INTEGER(BATON_LEAST_CEILING, BATON_MAX_BITRATE), .or_zero = true, .unit = "bit/s"};
const struct baton_value baton_value_height = {INTEGER(0, BATON_MAX_HEIGHT), .unit = "pixels"};
const struct baton_value baton_value_encoding = {INTEGER(0, BATON_ENCODINGS - 1)};
const struct baton_value baton_value_encoding_count = {INTEGER(0, BATON_ENCODINGS)};
const struct baton_value baton_value_rid = {
    TEXT(LINE, 1, BATON_RID_MAX_BYTES), .rule = "letters, digits, `-` and `_`"};
const struct baton_value baton_value_rids = {
    .type = BATON_VALUE_ARRAY, .least = 1, .most = BATON_ENCODINGS, .element = &baton_value_rid};
const struct baton_value baton_value_bits_per_second = {INTEGER(0, INT64_MAX), .unit = "bit/s"};
const struct baton_value baton_value_per_mille = {INTEGER(0, 1000)};
const struct baton_value baton_value_code_lifetime = {INTEGER(5, 600), .unit = "seconds"};
const struct baton_value baton_value_grace = {INTEGER(0, 120), .unit = "seconds"};
const struct baton_value baton_value_hold = {INTEGER(0, 3600), .unit = "seconds"};
const struct baton_value baton_value_audio_slots = {INTEGER(0, 16)};
const struct baton_value baton_value_video_slots = {INTEGER(0, 32)};
const struct baton_value baton_value_chat_text = {TEXT(LINES, 1, 2000)};

/* --- of transfers ----------------------------------------------------------------------------- */

const struct baton_value baton_value_link = {
    TEXT(RAW, 1, 512), .rule = "an `http(s)` address without a fragment", .check = check_link};
const struct baton_value baton_value_device_name = {TEXT(NAME, 0, 64)};
const struct baton_value baton_value_scan_text = {TEXT(RAW, 1, 2048)};
const struct baton_value baton_value_image = {.type = BATON_VALUE_IMAGE};
const struct baton_value baton_value_images = {.type = BATON_VALUE_ARRAY,
    .least = 1,
    .most = BATON_DECODER_MAX_IMAGES,
    .element = &baton_value_image};
const struct baton_value baton_value_handle = {INTEGER(1, INT64_MAX)};
const struct baton_value baton_value_ticket = {TEXT(LINE, 1, 64)};
const struct baton_value baton_value_number = {INTEGER(10, 99)};
const struct baton_value baton_value_choices = {.type = BATON_VALUE_ARRAY,
    .least = BATON_QUESTION_CHOICES,
    .most = BATON_QUESTION_CHOICES,
    .element = &baton_value_number};
const struct baton_value baton_value_sms_sender = {TEXT(LINE, 1, 64)};
const struct baton_value baton_value_sms_text = {TEXT(RAW, 0, 2000)};

/* --- others ----------------------------------------------------------------------------------- */

const struct baton_value baton_value_mids = {
    .type = BATON_VALUE_ARRAY, .most = BATON_MAX_UPLINK_LINES, .element = &baton_value_mid};
const struct baton_value baton_value_ice_urls = {
    .type = BATON_VALUE_ARRAY, .element = &baton_value_string};
const struct baton_value baton_value_error_code = {
    INTEGER(BATON_E_MISSING_ELEMENT, BATON_E_INTERNAL)};

#define CHOICE(noun)                                                                               \
    const struct baton_value baton_value_##noun = {                                                \
        .type = BATON_VALUE_CHOICE, .choice = &baton_choice_##noun}

CHOICE(source_kind);
CHOICE(source_state);
CHOICE(connection);
CHOICE(device_change);
CHOICE(stand_in);
CHOICE(medium);
CHOICE(limited_by);
CHOICE(preference);
CHOICE(audio_codec);
CHOICE(video_codec);
CHOICE(code_kind);
CHOICE(confirm_who);
CHOICE(confirm_how);
CHOICE(confirm_form);
CHOICE(role);
CHOICE(transfer_state);
CHOICE(scanned_state);
CHOICE(transfer_outcome);
CHOICE(transfer_reason);
CHOICE(confirm_outcome);
CHOICE(left_reason);
CHOICE(ending);
static CHOICE(room_setting);
const struct baton_value baton_value_room_settings = {
    .type = BATON_VALUE_ARRAY, .element = &baton_value_room_setting};
CHOICE(warning_kind);
CHOICE(guessed);
CHOICE(response);
CHOICE(sms_response);
CHOICE(device_role);
