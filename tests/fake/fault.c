/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The calls that can fail, each with what it returns then. */
#include "fake/fault.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>

#include <curl/curl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <png.h>
#include <qrencode.h>
#include <zint.h>

static atomic_long calls_left = -1; /* before the one that fails; below 0: none fails */
static _Atomic(const char *) failed_call;

void fault_arm(long number)
{
    atomic_store(&failed_call, NULL);
    atomic_store(&calls_left, number);
}

bool fault_disarm(const char **call)
{
    atomic_store(&calls_left, -1);
    *call = atomic_load(&failed_call);
    return *call != NULL;
}

static bool fails(const char *call)
{
    if (atomic_load(&calls_left) < 0 || atomic_fetch_sub(&calls_left, 1) != 0)
        return false;
    atomic_store(&failed_call, call);
    return true;
}

/* Returned in place of the result, with errno set. */
#define FAULT(type, name, parameters, arguments, error, result)                                    \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        if (fails(#name)) {                                                                        \
            errno = error;                                                                         \
            return result;                                                                         \
        }                                                                                          \
        return __real_##name arguments;                                                            \
    }

/* --- memory ----------------------------------------------------------------------------------- */

FAULT(void *, malloc, (size_t size), (size), ENOMEM, NULL)
FAULT(void *, calloc, (size_t count, size_t size), (count, size), ENOMEM, NULL)
FAULT(void *, realloc, (void *old, size_t size), (old, size), ENOMEM, NULL)
FAULT(char *, strdup, (const char *text), (text), ENOMEM, NULL)
FAULT(void *, CRYPTO_malloc, (size_t size, const char *file, int line), (size, file, line), ENOMEM,
    NULL)

/* --- OpenSSL ---------------------------------------------------------------------------------- */

FAULT(int, RAND_bytes, (unsigned char *out, int count), (out, count), 0, 0)
FAULT(int, EVP_Digest,
    (const void *data, size_t len, unsigned char *out, unsigned int *out_len, const EVP_MD *type,
        ENGINE *engine),
    (data, len, out, out_len, type, engine), 0, 0)
FAULT(EVP_MD_CTX *, EVP_MD_CTX_new, (void), (), 0, NULL)
FAULT(int, EVP_DigestInit_ex, (EVP_MD_CTX * context, const EVP_MD *type, ENGINE *engine),
    (context, type, engine), 0, 0)
FAULT(int, EVP_DigestUpdate, (EVP_MD_CTX * context, const void *data, size_t len),
    (context, data, len), 0, 0)
FAULT(int, EVP_DigestFinal_ex, (EVP_MD_CTX * context, unsigned char *out, unsigned int *out_len),
    (context, out, out_len), 0, 0)

/* --- pictures of codes ------------------------------------------------------------------------ */

FAULT(QRcode *, QRcode_encodeString8bit, (const char *text, int version, QRecLevel level),
    (text, version, level), ENOMEM, NULL)
FAULT(struct zint_symbol *, ZBarcode_Create, (void), (), ENOMEM, NULL)
FAULT(png_structp, png_create_write_struct,
    (png_const_charp version, png_voidp context, png_error_ptr error, png_error_ptr warning),
    (version, context, error, warning), ENOMEM, NULL)
FAULT(png_infop, png_create_info_struct, (png_const_structrp png), (png), ENOMEM, NULL)

/* --- threads, descriptors and processes ------------------------------------------------------- */

FAULT(int, pthread_create,
    (pthread_t * thread, const pthread_attr_t *attributes, void *(*run)(void *), void *data),
    (thread, attributes, run, data), EAGAIN, EAGAIN)
FAULT(int, eventfd, (unsigned int value, int flags), (value, flags), EMFILE, -1)
FAULT(int, socketpair, (int domain, int type, int protocol, int pair[2]),
    (domain, type, protocol, pair), EMFILE, -1)
FAULT(int, posix_spawn_file_actions_init, (posix_spawn_file_actions_t * actions), (actions), ENOMEM,
    ENOMEM)
FAULT(int, posix_spawn_file_actions_adddup2,
    (posix_spawn_file_actions_t * actions, int from, int to), (actions, from, to), ENOMEM, ENOMEM)
FAULT(int, posix_spawnattr_init, (posix_spawnattr_t * attributes), (attributes), ENOMEM, ENOMEM)
FAULT(int, posix_spawn,
    (pid_t * pid, const char *path, const posix_spawn_file_actions_t *actions,
        const posix_spawnattr_t *attributes, char *const arguments[], char *const environment[]),
    (pid, path, actions, attributes, arguments, environment), EAGAIN, EAGAIN)
FAULT(
    int, poll, (struct pollfd * fds, nfds_t count, int timeout), (fds, count, timeout), ENOMEM, -1)
FAULT(ssize_t, send, (int fd, const void *data, size_t len, int flags), (fd, data, len, flags),
    ENOBUFS, -1)
FAULT(ssize_t, recv, (int fd, void *data, size_t len, int flags), (fd, data, len, flags),
    ECONNRESET, -1)
/* A descriptor that is open for as long as it is used can only be interrupted. */
FAULT(ssize_t, read, (int fd, void *data, size_t len), (fd, data, len), EINTR, -1)
FAULT(ssize_t, write, (int fd, const void *data, size_t len), (fd, data, len), EINTR, -1)

/* It can only be interrupted while it waits. */
pid_t __real_waitpid(pid_t pid, int *status, int options);
pid_t __wrap_waitpid(pid_t pid, int *status, int options);
pid_t __wrap_waitpid(pid_t pid, int *status, int options)
{
    if (!(options & WNOHANG) && fails("waitpid")) {
        errno = EINTR;
        return -1;
    }
    return __real_waitpid(pid, status, options);
}

/* --- libcurl ---------------------------------------------------------------------------------- */

FAULT(CURLU *, curl_url, (void), (), ENOMEM, NULL)
FAULT(CURLcode, curl_global_init, (long flags), (flags), ENOMEM, CURLE_OUT_OF_MEMORY)
FAULT(CURLM *, curl_multi_init, (void), (), ENOMEM, NULL)
FAULT(CURL *, curl_easy_init, (void), (), ENOMEM, NULL)

/* Each option has one argument as large as a pointer. libcurl's header makes the function a macro. */
#undef curl_easy_setopt
CURLcode __real_curl_easy_setopt(CURL *easy, CURLoption option, ...);
CURLcode __wrap_curl_easy_setopt(CURL *easy, CURLoption option, ...);
CURLcode __wrap_curl_easy_setopt(CURL *easy, CURLoption option, ...)
{
    va_list arguments;

    if (fails("curl_easy_setopt"))
        return CURLE_OUT_OF_MEMORY;
    va_start(arguments, option);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    return __real_curl_easy_setopt(easy, option, argument);
}

FAULT(CURLMcode, curl_multi_add_handle, (CURLM * multi, CURL *easy), (multi, easy), ENOMEM,
    CURLM_OUT_OF_MEMORY)
FAULT(CURLMcode, curl_multi_perform, (CURLM * multi, int *running), (multi, running), ENOMEM,
    CURLM_OUT_OF_MEMORY)
