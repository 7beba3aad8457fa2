/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A libvirt with a fault, to be preloaded: the cases have to find it.
 *
 *   TCK_FAULT=FUNCTION:CODE[:DOMAIN[:WORDS]]   that function of libvirt fails with this error
 *   TCK_FAULT=xml:OLD:NEW                      libvirt reads one word in a domain's XML as another
 *   TCK_FAULT=missing:NAME                     no file of that name exists
 *   TCK_FAULT=event:EVENT:TIMES                lifecycle events with that number are delivered so many times: 0 or 2
 *   TCK_FAULT=wire:BEGINNING:LINE              each line from a guest or a monitor that begins so is followed by this one; without
 *                                              LINE it is repeated
 *   TCK_FAULT=read:OLD:NEW                     in data from read(2), such as a monitor's messages, one word is replaced by another of
 *                                              the same length
 *   TCK_FAULT=write:OLD:NEW                    the same in data for write(2), such as a domain's log
 *   TCK_FAULT=abort:FUNCTION                   the hypervisor aborts when that function is called, and no event reports it
 *
 * The fault affects only this process, not the programs that it starts.
 */
#include <dlfcn.h>
#include <errno.h>
#include <glib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static GStrv fault; /* its parts; NULL until this library is loaded */

__attribute__((constructor)) static void begin(void) {
        const char *text = getenv("TCK_FAULT");

        fault = g_strsplit(text ? text : "", ":", 4);
        unsetenv("LD_PRELOAD");
}

static const char *part(guint place) {
        return fault && place < g_strv_length(fault) ? fault[place] : "";
}

static gboolean is_fault(const char *name) {
        return g_str_equal(part(0), name);
}

/* True if that function has to fail; libvirt's error is then set. */
static gboolean fails(const char *function) {
        void (*set_error)(virErrorPtr) = (void (*)(virErrorPtr)) dlsym(RTLD_NEXT, "virSetError");
        virError error = {.code = atoi(part(1)),
                          .domain = atoi(part(2)),
                          .level = VIR_ERR_ERROR,
                          .message = (char *) (*part(3) ? part(3) : "an injected fault")};

        if (!is_fault(function))
                return FALSE;
        set_error(&error);
        return TRUE;
}

#define REAL(function) ((__typeof__(&function)) dlsym(RTLD_NEXT, #function))

/* ---- a hypervisor that aborts ---- */

static char *aborted; /* its domain; NULL before */

/* Aborts the hypervisor, and awaits its end. */
static void abort_process(pid_t process) {
        struct pollfd end = {.fd = (int) syscall(SYS_pidfd_open, process, 0), .events = POLLIN};

        kill(process, SIGABRT);
        poll(&end, 1, -1);
        close(end.fd);
}

/* Aborts the process whose command line names the domain. */
static void abort_hypervisor(const char *function, virDomainPtr domain) {
        g_autoptr(GDir) processes = NULL;
        g_autofree char *word = NULL;
        const char *name;

        if (!is_fault("abort") || !g_str_equal(part(1), function) || aborted)
                return;
        aborted = g_strdup(virDomainGetName(domain));
        word = g_strdup_printf("guest=%s,", aborted);
        processes = g_dir_open("/proc", 0, NULL);
        while ((name = g_dir_read_name(processes))) {
                g_autofree char *path = g_strdup_printf("/proc/%s/cmdline", name), *line = NULL;
                gsize length;

                if (g_ascii_isdigit(*name) && g_file_get_contents(path, &line, &length, NULL) &&
                    memmem(line, length, word, strlen(word)))
                        abort_process(atoi(name));
        }
}

/* ---- functions that fail ---- */

int virDomainGetState(virDomainPtr domain, int *state, int *reason, unsigned int flags) {
        int result = fails("virDomainGetState") ? -1 : REAL(virDomainGetState)(domain, state, reason, flags);

        abort_hypervisor("virDomainGetState", domain);
        return result;
}

char *virConnectGetDomainCapabilities(virConnectPtr connection, const char *emulator, const char *arch,
                                      const char *machine, const char *type, unsigned int flags) {
        return fails("virConnectGetDomainCapabilities")
                       ? NULL
                       : REAL(virConnectGetDomainCapabilities)(connection, emulator, arch, machine, type, flags);
}

virDomainPtr virDomainLookupByName(virConnectPtr connection, const char *name) {
        return fails("virDomainLookupByName") ? NULL : REAL(virDomainLookupByName)(connection, name);
}

int virDomainSetMetadata(virDomainPtr domain, int type, const char *metadata, const char *key, const char *uri,
                         unsigned int flags) {
        return fails("virDomainSetMetadata") ? -1 : REAL(virDomainSetMetadata)(domain, type, metadata, key, uri, flags);
}

int virDomainIsActive(virDomainPtr domain) {
        return fails("virDomainIsActive") ? -1 : REAL(virDomainIsActive)(domain);
}

int virDomainIsPersistent(virDomainPtr domain) {
        return fails("virDomainIsPersistent") ? -1 : REAL(virDomainIsPersistent)(domain);
}

int virDomainResume(virDomainPtr domain) {
        return fails("virDomainResume") ? -1 : REAL(virDomainResume)(domain);
}

int virDomainInjectNMI(virDomainPtr domain, unsigned int flags) {
        int result = REAL(virDomainInjectNMI)(domain, flags);

        abort_hypervisor("virDomainInjectNMI", domain);
        return result;
}

/* ---- events that are lost, or delivered twice ---- */

static virConnectDomainEventCallback on_lifecycle;

static int pass_on(virConnectPtr connection, virDomainPtr domain, int event, int detail, void *data) {
        int times = is_fault("event") && atoi(part(1)) == event ? atoi(part(2)) : 1;

        if (aborted && g_str_equal(aborted, virDomainGetName(domain)))
                times = 0;
        for (int i = 0; i < times; i++)
                on_lifecycle(connection, domain, event, detail, data);
        return 0;
}

int virConnectDomainEventRegisterAny(virConnectPtr connection, virDomainPtr domain, int id,
                                     virConnectDomainEventGenericCallback callback, void *data, virFreeCallback end) {
        if (id == VIR_DOMAIN_EVENT_ID_LIFECYCLE) {
                on_lifecycle = (virConnectDomainEventCallback) (void (*)(void)) callback;
                callback = VIR_DOMAIN_EVENT_CALLBACK(pass_on);
        }
        return REAL(virConnectDomainEventRegisterAny)(connection, domain, id, callback, data, end);
}

/* ---- a guest or a monitor that sends additional lines ---- */

static GMutex mutex;

/* The line that these bytes complete; NULL if they complete none. Lines arrive in pieces. Free with g_free(). */
static char *take_line(int fd, const char *piece, gsize length) {
        static GHashTable *lines; /* fd → GString */
        g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&mutex);
        GString *line;

        lines = lines ? lines : g_hash_table_new(NULL, NULL);
        line = g_hash_table_lookup(lines, GINT_TO_POINTER(fd));
        if (!line)
                g_hash_table_insert(lines, GINT_TO_POINTER(fd), line = g_string_new(NULL));
        g_string_append_len(line, piece, (gssize) length);
        if (!g_str_has_suffix(line->str, "\n"))
                return NULL;
        g_string_truncate(line, line->len - 1);
        piece = strrchr(line->str, '\n');
        g_hash_table_remove(lines, GINT_TO_POINTER(fd));
        return g_strdup(piece ? piece + 1 : line->str);
}

ssize_t recv(int fd, void *buffer, size_t size, int flags) {
        ssize_t length = REAL(recv)(fd, buffer, size, flags);
        g_autofree char *line = is_fault("wire") && length > 0 ? take_line(fd, buffer, (gsize) length) : NULL;
        g_autofree char *more = g_strdup_printf("%s\n", *part(2) ? part(2) : line);

        if (!line || !g_str_has_prefix(line, part(1)) || (gsize) length + strlen(more) > size)
                return length;
        memcpy((char *) buffer + length, more, strlen(more));
        return length + (ssize_t) strlen(more);
}

/* ---- words that others say, or that are written down ---- */

static void replace_words(char *bytes, gsize length) {
        const gsize size = strlen(part(1));
        char *found;

        g_assert(size && size == strlen(part(2)));
        while ((found = memmem(bytes, length, part(1), size))) {
                memcpy(found, part(2), size);
                length -= (gsize) (found - bytes) + size;
                bytes = found + size;
        }
}

ssize_t read(int fd, void *buffer, size_t size) {
        ssize_t length = REAL(read)(fd, buffer, size);

        if (length > 0 && is_fault("read"))
                replace_words(buffer, (gsize) length);
        return length;
}

ssize_t write(int fd, const void *bytes, size_t size) {
        g_autofree char *changed = is_fault("write") ? g_memdup2(bytes, size) : NULL;

        if (changed)
                replace_words(changed, size);
        return REAL(write)(fd, changed ? changed : bytes, size);
}

/* ---- XML that is misread ---- */

static char *rewrite(const char *xml) {
        g_autoptr(GString) text = g_string_new(xml);

        if (is_fault("xml"))
                g_string_replace(text, part(1), part(2), 0);
        return g_strdup(text->str);
}

virDomainPtr virDomainDefineXML(virConnectPtr connection, const char *xml) {
        g_autofree char *text = rewrite(xml);

        return fails("virDomainDefineXML") ? NULL : REAL(virDomainDefineXML)(connection, text);
}

virDomainPtr virDomainCreateXML(virConnectPtr connection, const char *xml, unsigned int flags) {
        g_autofree char *text = rewrite(xml);

        return fails("virDomainCreateXML") ? NULL : REAL(virDomainCreateXML)(connection, text, flags);
}

/* ---- files that are missing ---- */

int access(const char *path, int mode) {
        g_autofree char *name = g_path_get_basename(path);

        if (is_fault("missing") && g_str_equal(name, part(1))) {
                errno = ENOENT;
                return -1;
        }
        return REAL(access)(path, mode);
}
