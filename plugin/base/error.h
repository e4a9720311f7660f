/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The errors with which Baton refuses requests: the wire code, wire name and meaning of each error. */
#ifndef BATON_BASE_ERROR_H
#define BATON_BASE_ERROR_H

#include <stddef.h>
#include <stdint.h>

/*
 * Every error: constant, wire code (`error_code`), wire name, meaning. Codes are part of the API and never get a new
 * meaning. Codes 40x are about the request, 41x about rights, 42x about objects that do not exist or are full, 43x
 * about media, 44x and 45x about a transfer, 46x and above about the server.
 */
/* clang-format off */
#define BATON_ERRORS(row) \
    row(BATON_OK, 0, "ok", \
        "nothing went wrong") \
    row(BATON_E_MISSING_ELEMENT, 401, "missing_element", \
        "a required field is not there") \
    row(BATON_E_INVALID_ELEMENT, 402, "invalid_element", \
        "a field has a wrong type, length or value, or is not allowed here") \
    row(BATON_E_UNKNOWN_REQUEST, 403, "unknown_request", \
        "there is no such request") \
    row(BATON_E_TOO_LARGE, 404, "too_large", \
        "the whole message is over the limits") \
    row(BATON_E_WRONG_STATE, 405, "wrong_state", \
        "this cannot be done now") \
    row(BATON_E_WRONG_HANDLE, 406, "wrong_handle", \
        "a request for an uplink was sent on a downlink, or the other way round") \
    row(BATON_E_UNAUTHORIZED, 410, "unauthorized", \
        "the admin key is missing or wrong, or the sender is not a moderator") \
    row(BATON_E_WRONG_SECRET, 411, "wrong_secret", \
        "the secret is missing, or it is not the secret of the room") \
    row(BATON_E_WRONG_PIN, 412, "wrong_pin", \
        "the pin is missing, or it is not the pin of the room") \
    row(BATON_E_TOKEN_REFUSED, 413, "token_refused", \
        "the token is missing, forged or expired, or does not allow this request") \
    row(BATON_E_WAY_FORBIDDEN, 414, "way_forbidden", \
        "the room forbids this way to move a call") \
    row(BATON_E_INVALID_RESUME, 415, "invalid_resume", \
        "the resume secret is not known, or a later one has replaced it") \
    row(BATON_E_NO_SUCH_ROOM, 420, "no_such_room", \
        "there is no room with this id") \
    row(BATON_E_ROOM_EXISTS, 421, "room_exists", \
        "there is already a room with this id") \
    row(BATON_E_ROOM_FULL, 422, "room_full", \
        "the room already has its maximum number of participants") \
    row(BATON_E_NO_SUCH_PARTICIPANT, 423, "no_such_participant", \
        "no participant of the room has this id") \
    row(BATON_E_NO_SUCH_SOURCE, 424, "no_such_source", \
        "there is no such source, or this device does not send it") \
    row(BATON_E_NO_SUCH_SLOT, 425, "no_such_slot", \
        "the downlink has no slot on this m-line") \
    row(BATON_E_NO_SUCH_DEVICE, 426, "no_such_device", \
        "no device has this private id") \
    row(BATON_E_INVALID_SDP, 430, "invalid_sdp", \
        "the SDP cannot be read, or asks for something that Baton does not support") \
    row(BATON_E_CODEC_REFUSED, 431, "codec_refused", \
        "the offer lacks the room's codec") \
    row(BATON_E_NO_SUCH_TRANSFER, 440, "no_such_transfer", \
        "there is no such transfer, or it has ended") \
    row(BATON_E_TRANSFER_IN_PROGRESS, 441, "transfer_in_progress", \
        "the code of an earlier transfer of this call has been scanned, and that transfer has not ended") \
    row(BATON_E_CODE_UNKNOWN, 442, "code_unknown", \
        "nobody shows this code") \
    row(BATON_E_CODE_EXPIRED, 443, "code_expired", \
        "the code was shown too long ago") \
    row(BATON_E_CODE_USED, 444, "code_used", \
        "another device has used the code") \
    row(BATON_E_CODE_SUPERSEDED, 445, "code_superseded", \
        "a newer code has replaced this code") \
    row(BATON_E_CODE_OTHER_ROOM, 446, "code_other_room", \
        "the code belongs to another room than the request names") \
    row(BATON_E_WRONG_NUMBER, 447, "wrong_number", \
        "the number is not the one that the new device shows") \
    row(BATON_E_NOT_ASKED, 448, "not_asked", \
        "the sender was not asked") \
    row(BATON_E_TOO_MANY_ATTEMPTS, 449, "too_many_attempts", \
        "too many wrong guesses; nothing is compared until `retry_after`") \
    row(BATON_E_NOT_IN_CALL, 450, "not_in_call", \
        "the sender is not in a call") \
    row(BATON_E_NO_STANDBY, 451, "no_standby", \
        "there is no device on standby to return to") \
    row(BATON_E_ALREADY_IN_CALL, 452, "already_in_call", \
        "the handle is in a call already") \
    row(BATON_E_CODE_MISMATCH, 453, "code_mismatch", \
        "mutual: the second scan did not read the code of the other device") \
    row(BATON_E_NO_CODE, 454, "no_code", \
        "there is no code in the image") \
    row(BATON_E_SEVERAL_CODES, 455, "several_codes", \
        "two different codes of Baton are in the image") \
    row(BATON_E_FOREIGN_CODE, 456, "foreign_code", \
        "there is a code in the image, but it is not a Baton code") \
    row(BATON_E_ALREADY_RESPONDED, 457, "already_responded", \
        "the sender has responded to this question already") \
    row(BATON_E_LIMIT_REACHED, 460, "limit_reached", \
        "a limit of the configuration is reached") \
    row(BATON_E_BUSY, 461, "busy", \
        "the sender has asked for too much at once; try again after `retry_after`") \
    row(BATON_E_DECODER_FAILED, 462, "decoder_failed", \
        "decoding the image took too long or failed; try another image") \
    row(BATON_E_STORE_FAILED, 470, "store_failed", \
        "the store could not be read or written, or it does not own the room; nothing has changed") \
    row(BATON_E_INTERNAL, 499, "internal", \
        "an error in the server itself")
/* clang-format on */

/* The value of each constant is its wire code. BATON_OK is 0, so `if (error)` reads well. */
enum baton_error {
#define BATON_ERROR_CONSTANT(constant, code, name, meaning) constant = code,
    BATON_ERRORS(BATON_ERROR_CONSTANT)
#undef BATON_ERROR_CONSTANT
};

/* Returns the wire name, such as "no_such_room"; "internal" for a value that is not in the table. */
const char *baton_error_name(enum baton_error error);

/* Returns the wire code (`error_code`); the code of BATON_E_INTERNAL for a value that is not in the table. */
int baton_error_code(enum baton_error error);

/* The largest size of a sentence in bytes, its NUL included. */
#define BATON_FAILURE_TEXT_SIZE 256

/*
 * Why a request was refused: the error, and one sentence for a person. The sentence names the field, the value that
 * came and the value that was expected. The sentence is valid UTF-8 without control characters.
 */
struct baton_failure {
    enum baton_error error;
    int64_t
        retry_after; /* busy, too_many_attempts: milliseconds after which the same request may succeed; else 0 */
    /* not_in_call, invalid_resume: why, as a wire name (transfer/ending.h), static; NULL: not known. */
    const char *reason;
    char text[BATON_FAILURE_TEXT_SIZE];
};

/*
 * Writes the error and the sentence into `failure` and returns `error`, so that a check can end with `return
 * baton_failure_set(...)`. `failure` may be NULL if nobody reads the sentence. A sentence that is too long is cut after
 * a whole character and ends in "...". Control characters and bytes that are not UTF-8 become '?', because the sentence
 * may quote a client. An argument may point into `failure->text`. Never put a token or a scanned text into a sentence:
 * sentences are logged.
 */
enum baton_error baton_failure_set(struct baton_failure *failure, enum baton_error error,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* BATON_QUOTE_CHARACTERS: a quotation shows at most this number of characters, then "...". BATON_QUOTE_SIZE: the
 * largest size of a quotation in bytes, its NUL included. */
#define BATON_QUOTE_CHARACTERS 32
#define BATON_QUOTE_SIZE       (4 * BATON_QUOTE_CHARACTERS + 6)

/*
 * Writes `in`, a text from a client, between double quotes into `out`: at most BATON_QUOTE_CHARACTERS characters,
 * cleaned as in baton_failure_set(). Double quotes in the text become single quotes. If `in` is NULL, writes the word
 * `nothing` without quotes. Returns `out`, so that the call can be an argument.
 */
const char *baton_failure_quote(char out[BATON_QUOTE_SIZE], const char *in);

#endif
