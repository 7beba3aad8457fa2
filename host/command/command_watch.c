/* SPDX-License-Identifier: BSD-2-Clause */

#include "command.h"
#include "guard.h"
#include "libvirt_connection.h"
#include "libvirt_watch.h"
#include "number.h"
#include "qmp_guest.h"
#include "show.h"
#include "signals.h"

enum { HOOK_SECONDS = 60, ANSWER_SECONDS = 5, HANG_SECONDS = 10, CORE_SECONDS = 600, KEEP = 100 };

/* After a signal, so long for an orderly end. */
static const double END_SECONDS = 0.15;

typedef struct {
        char **sockets, **consoles, **logs;
        char *connect, **domains;
        char *directory, *hook, *format, *screen, *core, *core_format, *symbols;
        char *hook_seconds, *seconds, *hang_seconds, *core_seconds, *metrics, *kept, *max_size;
        double hook_timeout, timeout, hang, core_timeout;
        guint keep;
        guint64 most_bytes;
        gboolean once, journal;
} Words;

static void on_cancelled(gpointer notify) {
        tck_notify_send(notify, "STOPPING=1");
}

/* ---- the words ---- */

/* Static, because there is only one command line. */
static Words given = {.hook_timeout = HOOK_SECONDS,
                      .timeout = ANSWER_SECONDS,
                      .hang = HANG_SECONDS,
                      .core_timeout = CORE_SECONDS,
                      .keep = KEEP,
                      .most_bytes = (guint64) 10 << 30};

static const GOptionEntry entries[] = {
        {"qmp", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &given.sockets,
         "The Unix socket of a QMP server; may be repeated for other guests", "PATH"},
        {"console", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &given.consoles,
         "The file of that guest's console, in the order of --qmp", "FILE"},
        {"follow-log", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &given.logs,
         "The file with its QEMU's output, or libvirt's log of it, in the same order", "FILE"},
        {"connect", 0, 0, G_OPTION_ARG_STRING, &given.connect,
         "Instead of --qmp: a libvirt, whose domains are watched, all or the named ones", "URI"},
        {"output", 0, 0, G_OPTION_ARG_FILENAME, &given.directory, "Folder for the incidents (incidents)", "DIR"},
        {"keep", 0, 0, G_OPTION_ARG_STRING, &given.kept,
         "Incidents to keep for each guest (100; 0: all); the oldest are removed", "N"},
        {"max-size", 0, 0, G_OPTION_ARG_STRING, &given.max_size,
         "Size limit for all of them: bytes, or with K, M, G, T (10G; 0: none)", "SIZE"},
        {"exec", 0, 0, G_OPTION_ARG_STRING, &given.hook, "A command to run for each incident, with its record on stdin",
         "HOOK"},
        {"exec-timeout", 0, 0, G_OPTION_ARG_STRING, &given.hook_seconds, "Time limit of the command (60)", "SECONDS"},
        {"timeout", 0, 0, G_OPTION_ARG_STRING, &given.seconds, "Time limit for an answer of a monitor (5)", "SECONDS"},
        {"hang", 0, 0, G_OPTION_ARG_STRING, &given.hang_seconds,
         "With --qmp: report a hang if no CPU is active for so long (10; 0: never)", "SECONDS"},
        {"screen", 0, 0, G_OPTION_ARG_STRING, &given.screen,
         "Save the screen of a guest that has one: never, on-panic (default), or always if the guest still exists",
         "WHEN"},
        {"core", 0, 0, G_OPTION_ARG_STRING, &given.core,
         "Take a core: never (default), on-panic, or always if the guest still exists", "WHEN"},
        {"core-format", 0, 0, G_OPTION_ARG_STRING, &given.core_format, "elf (default), kdump-zlib, ...", "FORMAT"},
        {"core-timeout", 0, 0, G_OPTION_ARG_STRING, &given.core_seconds, "With --qmp: time limit for a core (600)",
         "SECONDS"},
        {"symbols", 0, 0, G_OPTION_ARG_FILENAME, &given.symbols, "The ELF file of what runs in the guests, for symbols",
         "FILE"},
        {"once", 0, 0, G_OPTION_ARG_NONE, &given.once,
         "End after the first incident of each guest; of any guest, if --connect names none", NULL},
        {"format", 0, 0, G_OPTION_ARG_STRING, &given.format, "text (default) or json: one record each", "FORMAT"},
        {"journal", 0, 0, G_OPTION_ARG_NONE, &given.journal,
         "Write entries with fields to systemd's journal; implied if standard error goes there", NULL},
        {"metrics", 0, 0, G_OPTION_ARG_FILENAME, &given.metrics,
         "File for counters, for node_exporter's textfile collector (OpenMetrics)", "FILE"},
        {0},
};

/* More than TCK_ALWAYS if there is no such word. */
static TckWhen find_when(const char *word, TckWhen otherwise) {
        static const char *const names[] = {
                [TCK_NEVER] = "never", [TCK_ON_PANIC] = "on-panic", [TCK_ALWAYS] = "always"};
        TckWhen when = word ? 0 : otherwise;

        while (word && when < G_N_ELEMENTS(names) && !g_str_equal(word, names[when]))
                when++;
        return when;
}

static TckCoreFormat find_format(const char *word) {
        TckCoreFormat format = 0;

        while (word && format < TCK_CORE_FORMATS && !g_str_equal(word, tck_core_format_name(format)))
                format++;
        return format;
}

static guint count(char **words) {
        return words ? g_strv_length(words) : 0;
}

/* The file of the guest with that index; NULL if it has none. */
static const char *file_of(char **files, guint place) {
        return place < count(files) ? files[place] : NULL;
}

static const char *check(const Words *words, int argc) {
        if (words->connect ? words->sockets != NULL : argc > 1 || !words->sockets)
                return words->connect ? "--qmp and --connect cannot be combined"
                                      : "watch needs a QMP socket (--qmp) or a libvirt (--connect)";
        if (words->connect && words->consoles)
                return "--console needs --qmp: libvirt knows where a domain's console goes";
        if (words->connect && words->logs)
                return "--follow-log needs --qmp: libvirt's logs of its domains are found automatically";
        if (count(words->consoles) > count(words->sockets))
                return "there are more --console than --qmp";
        if (count(words->logs) > count(words->sockets))
                return "there are more --follow-log than --qmp";
        if (words->format && !g_str_equal(words->format, "text") && !g_str_equal(words->format, "json"))
                return "--format is text or json";
        if (find_when(words->core, TCK_NEVER) > TCK_ALWAYS)
                return "--core is never, on-panic or always";
        if (find_when(words->screen, TCK_ON_PANIC) > TCK_ALWAYS)
                return "--screen is never, on-panic or always";
        if (find_format(words->core_format) == TCK_CORE_FORMATS)
                return "--core-format is elf, kdump-FORMAT or kdump-raw-FORMAT; FORMAT is zlib, lzo or snappy";
        return NULL;
}

static gboolean read_numbers(Words *words, GError **error) {
        return tck_number_seconds("--exec-timeout", words->hook_seconds, FALSE, &words->hook_timeout, error) &&
               tck_number_seconds("--timeout", words->seconds, FALSE, &words->timeout, error) &&
               tck_number_seconds("--hang", words->hang_seconds, TRUE, &words->hang, error) &&
               tck_number_seconds("--core-timeout", words->core_seconds, FALSE, &words->core_timeout, error) &&
               tck_number_count("--keep", words->kept, 0, G_MAXINT, &words->keep, error) &&
               tck_number_bytes("--max-size", words->max_size, &words->most_bytes, error);
}

/* ---- the watch ---- */

static gboolean run_libvirt(TckWatch *watch, GMainLoop *loop, const Words *words) {
        g_autoptr(GError) error = NULL;
        TckLibvirtWatch *all;

        if (!tck_libvirt_prepare(NULL, &error)) {
                tck_command_complain(TCK_EXIT_ERROR, "%s", error->message);
                return FALSE;
        }
        all = tck_libvirt_watch_start(watch, words->connect, (const char *const *) words->domains);
        g_main_loop_run(loop);
        return tck_libvirt_watch_join(all);
}

static gboolean run_qmp(TckWatch *watch, GMainLoop *loop, const Words *words) {
        guint sockets = count(words->sockets);
        g_autofree TckQmpGuest **guests = g_new0(TckQmpGuest *, sockets);
        gboolean good = TRUE;

        for (guint i = 0; i < sockets; i++)
                guests[i] = tck_qmp_guest_start(watch, words->sockets[i], file_of(words->consoles, i),
                                                file_of(words->logs, i));
        g_main_loop_run(loop);
        for (guint i = 0; i < sockets; i++)
                good &= tck_qmp_guest_join(guests[i]);
        return good;
}

static void make_watch(TckWatch *watch, const Words *words, TckArchive *archive) {
        *watch = (TckWatch){.archive = archive,
                            .hook = words->hook,
                            .hook_timeout = words->hook_timeout,
                            .timeout = words->timeout,
                            .hang = words->hang,
                            .screen = find_when(words->screen, TCK_ON_PANIC),
                            .core = find_when(words->core, TCK_NEVER),
                            .format = find_format(words->core_format),
                            .core_timeout = words->core_timeout,
                            .symbols = words->symbols,
                            .once = words->once};
        g_mutex_init(&watch->mutex);
}

/* Returns the exit status. */
static int watch_them(TckNotify *notify, const Words *words) {
        const char *directory = words->directory ? words->directory : "incidents";
        g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
        g_autoptr(TckArchive) archive = tck_archive_new(directory, words->keep, words->most_bytes);
        const TckShowOptions options = {.json = words->format && g_str_equal(words->format, "json"),
                                        .journal = words->journal,
                                        .metrics = words->metrics,
                                        .notify = notify,
                                        .archive = archive,
                                        .loop = loop,
                                        .threads = words->connect ? 1 : count(words->sockets)};
        g_autoptr(TckShow) show = tck_show_new(&options);
        g_autoptr(GError) error = NULL;
        TckGuard *guard;
        TckWatch watch;
        gboolean good;

        make_watch(&watch, words, archive);
        tck_show_listen(show, &watch);
        if (!tck_show_start(show, &error))
                return tck_command_complain(TCK_EXIT_ERROR, "cannot write the metrics: %s", error->message);
        guard = tck_guard_new(END_SECONDS, tck_show_status(show), on_cancelled, notify, &error);
        if (!guard)
                return tck_command_complain(TCK_EXIT_ERROR, "cannot start the watch: %s", error->message);
        tck_signals_cancel();
        good = words->connect ? run_libvirt(&watch, loop, words) : run_qmp(&watch, loop, words);
        tck_show_end(show);
        tck_guard_free(guard);
        g_mutex_clear(&watch.mutex);
        return good ? *tck_show_status(show) : TCK_EXIT_ERROR;
}

int tck_command_watch(int argc, char **argv) {
        g_autoptr(TckNotify) notify = NULL;
        g_autoptr(GError) error = NULL;
        const char *wrong;

        if (!tck_command_parse(
                    &argc, &argv, "[DOMAIN…]", "Watches running guests, and reports each incident.",
                    "Exit status: that of the last incident (0 none, or a regular end; 10 panicked,\n11 crash-loaded, "
                    "12 hung, 13 hypervisor killed, 14 failed, 15 gone, 16 unreachable,\n17 panicked without notifying "
                    "the host, 18 an I/O error of the host);\n2 usage, 3 if a guest could not be watched.",
                    entries))
                return TCK_EXIT_USAGE;
        wrong = read_numbers(&given, &error) ? check(&given, argc) : error->message;
        if (wrong)
                return tck_command_complain(TCK_EXIT_USAGE, "%s; see `pvpanic-tck watch --help`", wrong);
        given.domains = argv + 1;
        notify = tck_notify_new();
        return watch_them(notify, &given);
}
