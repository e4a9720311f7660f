/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server reads a whole request, stores it, writes the reply and closes the connection. */
#include "unit/confirm/server.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

enum { REQUEST_SIZE = 16384, PATIENCE_MS = 2000 };

struct server {
    char *reply;
    int listener, port, stop[2];
    SSL_CTX *tls;
    pthread_t thread;
    pthread_mutex_t lock;
    GString *seen, *shown; /* guarded by lock */
    int count;             /* guarded by lock */
};

static void must(bool good, const char *what)
{
    if (!good)
        g_error("test server: %s failed", what);
}

/* Makes a TLS context with a key and a self-signed certificate for 127.0.0.1. */
static SSL_CTX *new_tls(void)
{
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    X509_NAME *name = X509_get_subject_name(certificate);

    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_NAME_add_entry_by_txt(
        name, "CN", MBSTRING_ASC, (const unsigned char *)"127.0.0.1", -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    X509_set_pubkey(certificate, key);
    must(X509_sign(certificate, key, EVP_sha256()) > 0, "X509_sign");
    must(SSL_CTX_use_certificate(context, certificate) == 1, "certificate");
    must(SSL_CTX_use_PrivateKey(context, key) == 1, "key");
    X509_free(certificate);
    EVP_PKEY_free(key);
    return context;
}

/* Returns true if the request is complete: its head, and a body of the length that the head states. */
static bool is_whole(const GString *request)
{
    const char *end = strstr(request->str, "\r\n\r\n");
    const char *length = strstr(request->str, "Content-Length: ");

    if (!end)
        return false;
    size_t body = length ? (size_t)atoi(length + strlen("Content-Length: ")) : 0;
    return request->len - (size_t)(end + 4 - request->str) >= body;
}

static void take_note(struct server *server, const GString *request)
{
    pthread_mutex_lock(&server->lock);
    g_string_assign(server->seen, request->str);
    server->count++;
    pthread_mutex_unlock(&server->lock);
}

/* Waits until `fd` can be read. Returns false if the server must stop or the time is over. */
static bool wait_for(struct server *server, int fd, int ms)
{
    struct pollfd fds[] = {{server->stop[0], POLLIN, 0}, {fd, POLLIN, 0}};
    return poll(fds, 2, ms) > 0 && !fds[0].revents;
}

static void serve_plain(struct server *server, int fd)
{
    GString *request = g_string_new(NULL);
    char part[1024];
    ssize_t got;

    while (!is_whole(request) && wait_for(server, fd, PATIENCE_MS) &&
           (got = read(fd, part, sizeof(part))) > 0)
        g_string_append_len(request, part, got);
    if (is_whole(request)) {
        take_note(server, request);
        if (!server->reply)
            wait_for(server, -1, -1);
        else
            must(write(fd, server->reply, strlen(server->reply)) >= 0, "write");
    }
    g_string_free(request, TRUE);
}

/* A client that does not trust the certificate closes the connection before it sends a request. */
static void serve_tls(struct server *server, int fd)
{
    GString *request = g_string_new(NULL);
    SSL *ssl = SSL_new(server->tls);
    char part[1024];
    int got;

    SSL_set_fd(ssl, fd);
    if (SSL_accept(ssl) == 1 && (got = SSL_read(ssl, part, sizeof(part))) > 0) {
        g_string_append_len(request, part, got);
        take_note(server, request);
        SSL_write(ssl, server->reply, (int)strlen(server->reply));
    }
    SSL_free(ssl);
    g_string_free(request, TRUE);
}

static void *run(void *data)
{
    struct server *server = data;

    while (wait_for(server, server->listener, -1)) {
        int fd = accept(server->listener, NULL, NULL);
        if (server->tls)
            serve_tls(server, fd);
        else
            serve_plain(server, fd);
        close(fd);
    }
    return NULL;
}

struct server *server_start(const char *reply, bool tls)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t len = sizeof(address);
    struct server *server = g_new0(struct server, 1);

    signal(SIGPIPE, SIG_IGN);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server->reply = g_strdup(reply);
    server->seen = g_string_new(NULL);
    server->shown = g_string_new(NULL);
    server->tls = tls ? new_tls() : NULL;
    pthread_mutex_init(&server->lock, NULL);
    server->listener = socket(AF_INET, SOCK_STREAM, 0);
    must(bind(server->listener, (struct sockaddr *)&address, sizeof(address)) == 0, "bind");
    must(listen(server->listener, 64) == 0, "listen");
    getsockname(server->listener, (struct sockaddr *)&address, &len);
    server->port = ntohs(address.sin_port);
    must(pipe(server->stop) == 0, "pipe");
    must(pthread_create(&server->thread, NULL, run, server) == 0, "pthread_create");
    return server;
}

int server_port(const struct server *server)
{
    return server->port;
}

const char *server_seen(struct server *server, int *count)
{
    pthread_mutex_lock(&server->lock);
    g_string_assign(server->shown, server->seen->str);
    *count = server->count;
    pthread_mutex_unlock(&server->lock);
    return server->shown->str;
}

void server_stop(struct server *server)
{
    close(server->stop[1]);
    pthread_join(server->thread, NULL);
    close(server->stop[0]);
    close(server->listener);
    SSL_CTX_free(server->tls);
    g_string_free(server->seen, TRUE);
    g_string_free(server->shown, TRUE);
    pthread_mutex_destroy(&server->lock);
    g_free(server->reply);
    g_free(server);
}
