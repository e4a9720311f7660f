/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why a device is not in a call any more. The device may have missed the event that said so. Therefore Baton keeps the
 * reason for a while: with the handle that the device had (state/handle.h), and with its resume secrets
 * (transfer/resume_book.h).
 */
#ifndef BATON_TRANSFER_ENDING_H
#define BATON_TRANSFER_ENDING_H

enum baton_ending {
    BATON_ENDING_NONE, /* the device is in the call, was in none, or the reason is of no use to it */
    BATON_ENDING_LEFT,     /* the device has sent `leave` */
    BATON_ENDING_GONE,     /* it was away for too long, or was lost in a room that keeps nobody */
    BATON_ENDING_REMOVED,  /* a moderator or the operator has removed the participant */
    BATON_ENDING_DISOWNED, /* the device that had the call before did not want the move */
    BATON_ENDING_ROOM_DESTROYED, /* the room was destroyed */
    BATON_ENDING_MOVED,          /* the call has moved from this device to another one */
    BATON_ENDING_RETURNED,       /* the call has returned from this device to the old one */
    BATON_ENDING_REPLACED,       /* the device goes on with other handles or with a later secret */
    BATON_ENDING_NOT_MOVED,      /* the device was to get a call, and did not get it */
    BATON_ENDINGS
};

/* Returns the wire name ("left", "room_destroyed" ...), or NULL for BATON_ENDING_NONE. */
const char *baton_ending_name(enum baton_ending ending);
/* Returns the reason for people, without a full stop. Not for BATON_ENDING_NONE. */
const char *baton_ending_text(enum baton_ending ending);

#endif
