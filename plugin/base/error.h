/* SPDX-License-Identifier: GPL-3.0-or-later */
/* error owns every error that Baton refuses a request with: its wire code, its wire name and its sentence. */
#ifndef BATON_BASE_ERROR_H
#define BATON_BASE_ERROR_H

#include <stddef.h>

/*
 * Every error: constant, wire code (`error_code`), wire name. Codes are part of the API and never get a new meaning.
 * 40x are about the request, 41x about rights, 42x about objects that do not exist or are full, 43x about media, 44x
 * and 45x about a transfer, 46x and above about the server.
 */
/* clang-format off */
#define BATON_ERRORS(row) \
    row(BATON_OK, 0, "ok") \
    row(BATON_E_MISSING_ELEMENT, 401, "missing_element") \
    row(BATON_E_INVALID_ELEMENT, 402, "invalid_element") \
    row(BATON_E_UNKNOWN_REQUEST, 403, "unknown_request") \
    row(BATON_E_TOO_LARGE, 404, "too_large") \
    row(BATON_E_WRONG_STATE, 405, "wrong_state") \
    row(BATON_E_WRONG_HANDLE, 406, "wrong_handle") \
    row(BATON_E_UNAUTHORIZED, 410, "unauthorized") \
    row(BATON_E_WRONG_SECRET, 411, "wrong_secret") \
    row(BATON_E_WRONG_PIN, 412, "wrong_pin") \
    row(BATON_E_TOKEN_REFUSED, 413, "token_refused") \
    row(BATON_E_NO_SUCH_ROOM, 420, "no_such_room") \
    row(BATON_E_ROOM_EXISTS, 421, "room_exists") \
    row(BATON_E_ROOM_FULL, 422, "room_full") \
    row(BATON_E_NO_SUCH_PARTICIPANT, 423, "no_such_participant") \
    row(BATON_E_NO_SUCH_SOURCE, 424, "no_such_source") \
    row(BATON_E_NO_SUCH_SLOT, 425, "no_such_slot") \
    row(BATON_E_NO_SUCH_DEVICE, 426, "no_such_device") \
    row(BATON_E_INVALID_SDP, 430, "invalid_sdp") \
    row(BATON_E_CODEC_REFUSED, 431, "codec_refused") \
    row(BATON_E_NO_SUCH_TRANSFER, 440, "no_such_transfer") \
    row(BATON_E_TRANSFER_IN_PROGRESS, 441, "transfer_in_progress") \
    row(BATON_E_CODE_UNKNOWN, 442, "code_unknown") \
    row(BATON_E_CODE_EXPIRED, 443, "code_expired") \
    row(BATON_E_CODE_USED, 444, "code_used") \
    row(BATON_E_CODE_SUPERSEDED, 445, "code_superseded") \
    row(BATON_E_CODE_OTHER_ROOM, 446, "code_other_room") \
    row(BATON_E_WRONG_NUMBER, 447, "wrong_number") \
    row(BATON_E_NOT_ASKED, 448, "not_asked") \
    row(BATON_E_TOO_MANY_ATTEMPTS, 449, "too_many_attempts") \
    row(BATON_E_NOT_IN_CALL, 450, "not_in_call") \
    row(BATON_E_NO_STANDBY, 451, "no_standby") \
    row(BATON_E_ALREADY_IN_CALL, 452, "already_in_call") \
    row(BATON_E_CODE_MISMATCH, 453, "code_mismatch") \
    row(BATON_E_NO_CODE, 454, "no_code") \
    row(BATON_E_SEVERAL_CODES, 455, "several_codes") \
    row(BATON_E_FOREIGN_CODE, 456, "foreign_code") \
    row(BATON_E_ALREADY_RESPONDED, 457, "already_responded") \
    row(BATON_E_LIMIT_REACHED, 460, "limit_reached") \
    row(BATON_E_BUSY, 461, "busy") \
    row(BATON_E_DECODER_FAILED, 462, "decoder_failed") \
    row(BATON_E_SAVE_FAILED, 470, "save_failed") \
    row(BATON_E_INTERNAL, 499, "internal")
/* clang-format on */

/* The value of each constant is its wire code. BATON_OK is 0, so `if (error)` reads well. */
enum baton_error {
#define BATON_ERROR_CONSTANT(constant, code, name) constant = code,
    BATON_ERRORS(BATON_ERROR_CONSTANT)
#undef BATON_ERROR_CONSTANT
};

/* The wire name, such as "no_such_room"; "internal" for a value that is not in the table. */
const char *baton_error_name(enum baton_error error);

/* The wire code (`error_code`); that of BATON_E_INTERNAL for a value that is not in the table. */
int baton_error_code(enum baton_error error);

/* Bytes that a message may take, its NUL included. */
#define BATON_FAILURE_TEXT_SIZE 256

/*
 * Why a request was refused: the error, and one sentence for a person. The sentence names the field, the value that
 * came and the value that was expected. It is valid UTF-8 without control characters.
 */
struct baton_failure {
    enum baton_error error;
    char text[BATON_FAILURE_TEXT_SIZE];
};

/*
 * Writes error and sentence into `failure` and returns `error`, so that a check can end with `return
 * baton_failure_set(...)`. `failure` may be NULL if nobody reads the sentence. A sentence that is too long ends in
 * "..." after a whole character. Control characters and bytes that are not UTF-8 become '?', since a sentence may
 * quote a stranger. An argument may point into `failure->text`. Never put a token or a scanned text into a sentence:
 * they are logged.
 */
enum baton_error baton_failure_set(struct baton_failure *failure, enum baton_error error,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Characters of input that a quotation shows before it says "...", and the bytes it may take. */
#define BATON_QUOTE_CHARACTERS 32
#define BATON_QUOTE_SIZE       (4 * BATON_QUOTE_CHARACTERS + 6)

/*
 * Writes `in`, a text from a stranger, between double quotes into `out`: at most BATON_QUOTE_CHARACTERS characters,
 * cleaned as above, with single quotes in place of double ones. If `in` is NULL, writes `nothing` without quotes.
 * Returns `out`, so that the call can be an argument.
 */
const char *baton_failure_quote(char out[BATON_QUOTE_SIZE], const char *in);

#endif
