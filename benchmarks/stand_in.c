/* A stand-in for every endpoint of AWS that takes next to nothing of the processor, which the measured process shares.
 *
 *     stand_in PORT ANSWERS CERTIFICATE KEY LATENCY RATE BURST      seconds, requests a second, requests
 *
 * One thread on loopback. It answers TLS, plain HTTP, and CONNECT as a proxy that leads every host to itself, whichever a
 * connection begins with. What it answers `benchmarks.quick` wrote down beforehand: per operation one whole HTTP answer.
 * RATE and BURST are a token bucket for each account, Region and service. `GET /_stub` tells what was counted.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { WORDS = 64, BUCKETS = 1 << 16, ROOM = 1 << 14, CONNECTIONS = 1 << 16 };

struct answer { /* "name" or "path", the signing name, and which operation it answers */
    int named;
    char signing[WORDS], operation[WORDS], method[8], path[2 * WORDS], query[WORDS], protocol[16];
    int personal; /* has marks to be replaced */
    char *text;
    size_t length;
};

struct connection {
    int fd, tunnelled, begun; /* begun: it is known whether it speaks TLS */
    SSL *tls;
    char in[ROOM];
    size_t held;
    char *out; /* what is being sent; `ours` if it has to be freed */
    size_t length, sent;
    int ours, waiting; /* waiting: an answer is due */
};

struct due { double at; int fd; unsigned long turn; struct answer *what; char *text; size_t length; };

static struct answer *answers;
static size_t known;
static struct connection *connections[CONNECTIONS];
static unsigned long turns[CONNECTIONS]; /* tells a descriptor's connection from the one that had it before */
static struct due *queue;
static size_t first_due, after_due, room_due = 1 << 17;
static double tokens[BUCKETS], filled[BUCKETS], latency, rate, burst;
static unsigned long requests, refused, opened;
static double first;
static SSL_CTX *context;
static int poller;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void fail(const char *why) { perror(why); exit(1); }

static void load(const char *path) {
    FILE *file = fopen(path, "rb");
    char kind[8], line[512];
    if (!file) fail(path);
    answers = calloc(1024, sizeof *answers);
    while (known < 1024 && fgets(line, sizeof line, file)) {
        struct answer *a = &answers[known++];
        if (sscanf(line, "%7s %63s %63s %7s %127s %63s %15s %d %zu", kind, a->signing, a->operation, a->method, a->path,
                   a->query, a->protocol, &a->personal, &a->length) != 9) { fprintf(stderr, "odd line: %s", line); exit(1); }
        a->named = kind[0] == 'n';
        a->text = malloc(a->length + 1);
        if (fread(a->text, 1, a->length, file) != a->length || fgetc(file) != '\n') fail("answers");
    }
    fclose(file);
}

/* Whether a path fits a template: {name} is one segment, {name+} the rest. */
static int fits(const char *template, const char *path, const char *end) {
    while (*template) {
        if (*template == '{') {
            const char *close = strchr(template, '}');
            int greedy = close[-1] == '+';
            if (path == end || *path == '/') return 0;
            while (path < end && (greedy || *path != '/')) path++;
            template = close + 1;
        } else if (path < end && *path == *template) { path++; template++; }
        else return 0;
    }
    if (path < end && *path == '/') path++;
    return path == end;
}

/* Whether a query has a parameter of this name (or, with its value, just this one). */
static int asks(const char *query, const char *end, const char *what) {
    size_t length = strlen(what);
    for (const char *at = query; at && (at = memmem(at, (size_t)(end - at), what, length)); at++)
        if ((at[-1] == '?' || at[-1] == '&') && (at + length == end || at[length] == '&' || at[length] == '=')) return 1;
    return 0;
}

static struct answer *find(const char *signing, size_t signing_length, const char *name, size_t name_length,
                           const char *method, const char *path, const char *end) {
    const char *question = memchr(path, '?', (size_t)(end - path)), *stop = question ? question : end;
    for (size_t i = 0; i < known; i++) {
        struct answer *a = &answers[i];
        if (strlen(a->signing) != signing_length || memcmp(a->signing, signing, signing_length)) continue;
        if (name ? a->named && strlen(a->operation) == name_length && !memcmp(a->operation, name, name_length)
                 : !a->named && !strncmp(a->method, method, strlen(a->method)) && fits(a->path, path, stop) &&
                       (a->query[0] == '-' || (question && asks(question + 1, end, a->query))))
            return a;
    }
    return NULL;
}

static int may(const char *what, size_t length) {
    if (rate <= 0) return 1;
    unsigned long hash = 5381;
    for (size_t i = 0; i < length; i++) hash = hash * 33 + (unsigned char)what[i];
    hash = (hash ^ hash >> 17) % BUCKETS;
    double t = now();
    if (filled[hash] == 0) { filled[hash] = t; tokens[hash] = burst; }
    tokens[hash] += (t - filled[hash]) * rate;
    if (tokens[hash] > burst) tokens[hash] = burst;
    filled[hash] = t;
    if (tokens[hash] < 1) return 0;
    tokens[hash] -= 1;
    return 1;
}

static void end(struct connection *c) {
    if (c->tls) SSL_free(c->tls);
    if (c->ours) free(c->out);
    close(c->fd);
    turns[c->fd]++;
    connections[c->fd] = NULL;
    free(c);
}

static void listen_for(struct connection *c, unsigned events) {
    struct epoll_event e = {.events = events, .data.fd = c->fd};
    epoll_ctl(poller, EPOLL_CTL_MOD, c->fd, &e);
}

/* Sends what is left; 0 where the connection is gone. */
static int flush(struct connection *c) {
    while (c->sent < c->length) {
        ERR_clear_error(); /* of another connection */
        long n = c->tls ? SSL_write(c->tls, c->out + c->sent, (int)(c->length - c->sent))
                        : send(c->fd, c->out + c->sent, c->length - c->sent, MSG_NOSIGNAL);
        if (n > 0) { c->sent += (size_t)n; continue; }
        if (c->tls ? SSL_get_error(c->tls, (int)n) == SSL_ERROR_WANT_WRITE : errno == EAGAIN) {
            listen_for(c, EPOLLIN | EPOLLOUT);
            return 1;
        }
        end(c);
        return 0;
    }
    if (c->ours) free(c->out);
    if (c->length) listen_for(c, EPOLLIN);
    c->out = NULL;
    c->length = c->sent = 0;
    c->ours = 0;
    return 1;
}

static int say(struct connection *c, char *text, size_t length, int ours) {
    c->out = text;
    c->length = length;
    c->sent = 0;
    c->ours = ours;
    c->waiting = 0;
    if (first == 0) first = now();
    return flush(c);
}

static void later(struct connection *c, struct answer *what, char *text, size_t length) {
    if (after_due - first_due >= room_due) fail("too many at once");
    queue[after_due++ % room_due] = (struct due){now() + latency, c->fd, turns[c->fd], what, text, length};
    c->waiting = 1;
}

/* The value of a header, whose name is given in lower case with its colon; NULL where there is none. */
static char *header(char *text, size_t length, const char *name) {
    size_t size = strlen(name);
    for (char *at = text; (at = memmem(at, length - (size_t)(at - text), "\r\n", 2)); )
        if (!strncasecmp(at += 2, name, size)) return at + size + strspn(at + size, " ");
    return NULL;
}

static char *filled_in(struct answer *a, const char *account, const char *role_account) {
    char *text = malloc(a->length), *at;
    memcpy(text, a->text, a->length);
    while ((at = memmem(text, a->length, "ACCOUNT-ID-@", 12))) memcpy(at, account, 12);
    while ((at = memmem(text, a->length, "ROLE-ACCOUNT", 12))) memcpy(at, role_account, 12);
    return text;
}

static int reply(struct connection *c, const char *text) { return say(c, strdup(text), strlen(text), 1); }

/* Answers one whole request of `size` bytes at the beginning of what is held; 0 where the connection is gone. */
static int respond(struct connection *c, size_t headers, size_t size) {
    char *path = memchr(c->in, ' ', headers);
    char *end_of_path = path ? memchr(path + 1, ' ', headers - (size_t)(path + 1 - c->in)) : NULL;
    if (!path || !end_of_path) { end(c); return 0; }
    path++;
    if (!strncmp(c->in, "CONNECT ", 8)) {
        opened--;
        c->tunnelled = 1;
        c->begun = 0;
        c->held = 0;
        return reply(c, "HTTP/1.1 200 Tunnel\r\n\r\n");
    }
    if (!strncmp(path, "/_stub", 6)) {
        char body[200], whole[400];
        snprintf(body, sizeof body, "{\"requests\": %lu, \"refused\": %lu, \"connections\": %lu, \"first\": %.6f}",
                 requests, refused, opened, first);
        snprintf(whole, sizeof whole, "HTTP/1.1 200 Stub\r\ncontent-length: %zu\r\n\r\n%s", strlen(body), body);
        memmove(c->in, c->in + size, c->held -= size);
        return reply(c, whole);
    }
    requests++;
    char *scope = memmem(c->in, headers, "Credential=", 11);
    if (!scope) { end(c); return 0; }
    char *key = scope + 11, *date = memchr(key, '/', 200), *region = memchr(date + 1, '/', 20) + 1;
    char *signing = memchr(region, '/', 60) + 1, *stop = memchr(signing, '/', 60);
    char *target = header(c->in, headers, "x-amz-target:"), *name = NULL;
    size_t name_length = 0;
    if (target) {
        char *line = memchr(target, '\r', 300), *dot = memrchr(target, '.', (size_t)(line - target));
        name = dot + 1;
        name_length = (size_t)(line - name);
    } else if (size > headers && !strncmp(c->in + headers, "Action=", 7)) {
        name = c->in + headers + 7;
        name_length = strcspn(name, "&");
        if (name_length > size - headers - 7) name_length = size - headers - 7;
    }
    struct answer *a = find(signing, (size_t)(stop - signing), name, name_length, c->in, path, end_of_path);
    char counted[200], role_account[13] = "000000000000";
    int length = snprintf(counted, sizeof counted, "%.12s %.*s", key + 4, (int)(stop - region), region);
    char *role = memmem(c->in + headers, size - headers, "RoleArn=arn", 11);
    char *colon = role ? memmem(role, size - (size_t)(role - c->in), "%3A%3A", 6) : NULL;
    if (colon) memcpy(role_account, colon + 6, 12);
    if (!a) {
        fprintf(stderr, "no answer to %.*s\n", (int)(headers < 300 ? headers : 300), c->in);
        static const char none[] = "HTTP/1.1 404 Stub\r\ncontent-length: 0\r\n\r\n";
        later(c, NULL, strdup(none), sizeof none - 1);
    } else if (!may(counted, (size_t)length)) {
        refused++;
        char protocol[32];
        snprintf(protocol, sizeof protocol, "refused-%s", a->protocol);
        later(c, find("refused", 7, protocol, strlen(protocol), "", "", ""), NULL, 0);
    } else if (a->personal) later(c, a, filled_in(a, key + 4, role_account), a->length);
    else later(c, a, NULL, 0);
    memmove(c->in, c->in + size, c->held -= size);
    return 1;
}

/* Answers the requests that are held whole; 0 where the connection is gone. One is under way at a time. */
static int requests_in(struct connection *c) {
    while (!c->waiting && !c->length) {
        char *blank = memmem(c->in, c->held, "\r\n\r\n", 4);
        if (!blank) return 1;
        size_t headers = (size_t)(blank - c->in) + 4, body = 0;
        char *length = header(c->in, headers, "content-length:");
        if (length) body = strtoul(length, NULL, 10);
        if (headers + body > ROOM) { end(c); return 0; }
        if (c->held < headers + body) return 1;
        if (!respond(c, headers, headers + body)) return 0;
    }
    return 1;
}

static void readable(struct connection *c) {
    if (!c->begun) {
        char byte;
        long n = recv(c->fd, &byte, 1, MSG_PEEK);
        if (n <= 0) { if (n == 0 || errno != EAGAIN) end(c); return; }
        c->begun = 1;
        if (byte == 0x16) {
            c->tls = SSL_new(context);
            SSL_set_fd(c->tls, c->fd);
            SSL_set_accept_state(c->tls);
        }
        if (c->tunnelled) opened++;
    }
    for (;;) {
        if (c->held == ROOM) { end(c); return; }
        ERR_clear_error();
        long n = c->tls ? SSL_read(c->tls, c->in + c->held, (int)(ROOM - c->held))
                        : recv(c->fd, c->in + c->held, ROOM - c->held, 0);
        if (n > 0) {
            c->held += (size_t)n;
            if (!requests_in(c)) return;
            if (!c->begun) return;
            continue;
        }
        if (c->tls ? SSL_get_error(c->tls, (int)n) == SSL_ERROR_WANT_READ : n < 0 && errno == EAGAIN) return;
        end(c);
        return;
    }
}

static void greet(int listening) {
    int fd;
    while ((fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        int one = 1;
        if (fd >= CONNECTIONS) { close(fd); continue; }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct connection *c = calloc(1, sizeof *c);
        c->fd = fd;
        connections[fd] = c;
        opened++;
        struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
        epoll_ctl(poller, EPOLL_CTL_ADD, fd, &e);
    }
}

static void say_what_is_due(void) {
    double t = now();
    while (first_due != after_due && queue[first_due % room_due].at <= t) {
        struct due d = queue[first_due++ % room_due];
        struct connection *c = connections[d.fd];
        if (!c || turns[d.fd] != d.turn) { free(d.text); continue; }
        int alive = d.text ? say(c, d.text, d.length ? d.length : d.what->length, 1) : say(c, d.what->text, d.what->length, 0);
        if (alive) requests_in(c);
    }
}

int main(int count, char **words) {
    if (count != 8) { fputs("see the head of stand_in.c\n", stderr); return 64; }
    signal(SIGPIPE, SIG_IGN);
    load(words[2]);
    latency = atof(words[5]);
    rate = atof(words[6]);
    burst = atof(words[7]);
    queue = calloc(room_due, sizeof *queue);
    context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    if (SSL_CTX_use_certificate_chain_file(context, words[3]) != 1 ||
        SSL_CTX_use_PrivateKey_file(context, words[4], SSL_FILETYPE_PEM) != 1) fail("certificate");
    int listening = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(words[1])),
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listening, (struct sockaddr *)&here, sizeof here) || listen(listening, 4096)) fail("listen");
    poller = epoll_create1(0);
    struct epoll_event e = {.events = EPOLLIN, .data.fd = listening}, found[512];
    epoll_ctl(poller, EPOLL_CTL_ADD, listening, &e);
    puts("ready");
    fflush(stdout);
    for (;;) {
        struct timespec pause, *wait = NULL;
        if (first_due != after_due) {
            double left = queue[first_due % room_due].at - now();
            if (left < 0) left = 0;
            pause = (struct timespec){(time_t)left, (long)((left - (double)(time_t)left) * 1e9)};
            wait = &pause;
        }
        int n = epoll_pwait2(poller, found, 512, wait, NULL);
        for (int i = 0; i < n; i++) {
            int fd = found[i].data.fd;
            if (fd == listening) { greet(listening); continue; }
            struct connection *c = connections[fd];
            if (!c) continue;
            if (found[i].events & EPOLLOUT && c->length && (!flush(c) || !requests_in(c))) continue;
            if (found[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) readable(c);
        }
        say_what_is_due();
    }
}
