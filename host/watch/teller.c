/* SPDX-License-Identifier: BSD-2-Clause */
#include "teller.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "autopsy.h"
#include "child.h"
#include "evidence.h"
#include "hook.h"
#include "json.h"
#include "wait.h"

/* What comes again after so long is news. */
enum { AGAIN_SECONDS = 60 };

/* Of so many incidents the next may be another of; after so many that differ in what came with them, that does not count. */
enum { STORIES_MAX = 16, DISTINCT_MAX = 8 };

/* By so many bytes a console is known to be the one that it was. */
enum { MARK_BYTES = 64 };

static const double RESETS_SECONDS = 2;

/* An incident that was told, and what has become of it since. */
typedef struct {
        TckIncident *incident;
        char *folder;  /* NULL if there is none */
        gboolean open; /* the same may come again */
} Story;

struct TckTeller {
        TckWatch *watch;
        const TckHypervisor *hypervisor;
        gpointer data;
        char *guest, *console;
        guint incidents;

        /* Of the hypervisor that is there. */
        char *architecture;
        GPtrArray *stories; /* Story *: the incidents since it began, the newest of them */
        Story *last;        /* the one that what comes next may belong to */
        gboolean shut_down;
        gboolean notified;   /* of a panic, or of a crash kernel, since the guest was booted */
        guint64 boot;        /* where on the console the guest's last boot begins, as far as it is known */
        guint64 console_end; /* as far as it was looked at for a panic that nobody is told of */
        gint64 reset;        /* when the machine was reset last */

        /* Of the one before it: where its console ended, and with which bytes. */
        guint64 mark;
        char mark_bytes[MARK_BYTES];
};

/* ---- the watch ---- */

void tck_watch_note(TckWatch *watch, const char *guest, const char *format, ...) {
        g_autofree char *text = NULL;
        va_list list;

        va_start(list, format);
        text = g_strdup_vprintf(format, list);
        va_end(list);
        g_mutex_lock(&watch->mutex);
        watch->note(watch->data, guest, text);
        g_mutex_unlock(&watch->mutex);
}

void tck_watch_attached(TckWatch *watch, const char *guest, gboolean attached) {
        g_mutex_lock(&watch->mutex);
        if (watch->attached)
                watch->attached(watch->data, guest, attached);
        g_mutex_unlock(&watch->mutex);
}

void tck_watch_ready(TckWatch *watch) {
        g_mutex_lock(&watch->mutex);
        if (watch->ready)
                watch->ready(watch->data);
        g_mutex_unlock(&watch->mutex);
}

void tck_watch_end(TckWatch *watch) {
        g_mutex_lock(&watch->mutex);
        watch->end(watch->data);
        g_mutex_unlock(&watch->mutex);
}

/* ---- stories ---- */

static void story_free(gpointer data) {
        Story *story = data;

        tck_incident_free(story->incident);
        g_free(story->folder);
        g_free(story);
}

static void write_story(TckTeller *teller, const Story *story) {
        g_autoptr(GError) error = NULL;

        /* Its folder may have had to go meanwhile. */
        if (story->folder && g_file_test(story->folder, G_FILE_TEST_IS_DIR) &&
            !tck_evidence_write(story->folder, story->incident, &error))
                tck_watch_note(teller->watch, teller->guest, "cannot write an incident's record: %s", error->message);
}

static void tell_again(TckTeller *teller, Story *story) {
        TckWatch *watch = teller->watch;

        tck_again_tell(&story->incident->again, g_get_monotonic_time());
        write_story(teller, story);
        g_mutex_lock(&watch->mutex);
        if (watch->again)
                watch->again(watch->data, story->incident, story->folder);
        g_mutex_unlock(&watch->mutex);
}

static void drop_oldest_story(TckTeller *teller) {
        Story *story = teller->stories->pdata[0];

        if (tck_again_is_due(&story->incident->again, 0, TRUE))
                tell_again(teller, story);
        g_ptr_array_remove_index(teller->stories, 0);
}

static Story *begin_story(TckTeller *teller, TckIncident *incident) {
        Story *story = g_new0(Story, 1);

        story->incident = incident;
        story->open = TRUE;
        tck_again_begin(&incident->again, g_get_monotonic_time());
        if (teller->stories->len == STORIES_MAX)
                drop_oldest_story(teller);
        g_ptr_array_add(teller->stories, story);
        teller->last = story;
        return story;
}

static gint64 story_end(const Story *story) {
        return story->incident->again.last + (gint64) AGAIN_SECONDS * G_USEC_PER_SEC;
}

/* What comes now is news, but for a reset after a reset. */
static void close_stories(TckTeller *teller, gboolean reset) {
        gint64 now = g_get_monotonic_time();

        for (guint i = 0; i < teller->stories->len; i++) {
                Story *story = teller->stories->pdata[i];

                if (reset && story->incident->kind == TCK_INCIDENT_RESET)
                        continue;
                if (tck_again_is_due(&story->incident->again, now, TRUE))
                        tell_again(teller, story);
                story->open = FALSE;
        }
}

void tck_teller_resumed(TckTeller *teller) {
        close_stories(teller, FALSE);
}

double tck_teller_patience(const TckTeller *teller, double seconds) {
        gint64 now = g_get_monotonic_time(), until = now + (gint64) (seconds * G_USEC_PER_SEC);

        for (guint i = 0; i < teller->stories->len; i++) {
                const Story *story = teller->stories->pdata[i];

                if (tck_again_is_due(&story->incident->again, now, TRUE))
                        until = MIN(until, MIN(story->incident->again.due, story_end(story)));
        }
        return (double) MAX(until - now, 0) / G_USEC_PER_SEC;
}

void tck_teller_tick(TckTeller *teller) {
        gint64 now = g_get_monotonic_time();

        for (guint i = 0; i < teller->stories->len; i++) {
                Story *story = teller->stories->pdata[i];

                if (tck_again_is_due(&story->incident->again, now, now >= story_end(story)))
                        tell_again(teller, story);
        }
}

/* The story that an incident only goes on with; NULL if it is news. */
static Story *find_story(const TckTeller *teller, const TckIncident *incident) {
        gint64 now = g_get_monotonic_time();
        guint open = 0;

        for (guint i = 0; i < teller->stories->len; i++)
                open += ((const Story *) teller->stories->pdata[i])->open ? 1 : 0;
        for (guint i = teller->stories->len; i; i--) {
                Story *story = teller->stories->pdata[i - 1];

                if (story->open && now < story_end(story) &&
                    tck_incident_repeats(incident, story->incident, open >= DISTINCT_MAX))
                        return story;
        }
        return NULL;
}

/* ---- a teller ---- */

TckTeller *tck_teller_new(TckWatch *watch, const TckHypervisor *hypervisor, gpointer data, const char *guest,
                          const char *console) {
        TckTeller *teller = g_new0(TckTeller, 1);

        teller->watch = watch;
        teller->hypervisor = hypervisor;
        teller->data = data;
        teller->guest = g_strdup(guest);
        teller->console = g_strdup(console);
        teller->stories = g_ptr_array_new_with_free_func(story_free);
        return teller;
}

/* Reads what the console has right before a place. */
static gboolean read_mark(const TckTeller *teller, guint64 place, char bytes[MARK_BYTES]) {
        int fd = teller->console ? open(teller->console, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) : -1;
        ssize_t n;

        if (fd < 0)
                return FALSE;
        n = pread(fd, bytes, MARK_BYTES, (off_t) (place - MARK_BYTES));
        close(fd);
        return n == MARK_BYTES;
}

/* The console's size, 0 if there is none. */
static guint64 console_size(const TckTeller *teller) {
        struct stat status;
        gboolean there = teller->console && stat(teller->console, &status) == 0 && S_ISREG(status.st_mode);

        return there ? (guint64) status.st_size : 0;
}

void tck_teller_over(TckTeller *teller) {
        guint64 size = console_size(teller);

        teller->mark = size >= MARK_BYTES && read_mark(teller, size, teller->mark_bytes) ? size : 0;
        close_stories(teller, FALSE);
}

/* Where the console of a hypervisor that has just begun begins: most begin the file anew, some append to it. */
static guint64 console_begin(const TckTeller *teller) {
        char bytes[MARK_BYTES];

        return teller->mark && read_mark(teller, teller->mark, bytes) &&
                               memcmp(bytes, teller->mark_bytes, MARK_BYTES) == 0
                       ? teller->mark
                       : 0;
}

void tck_teller_begin(TckTeller *teller, const char *guest, const char *architecture) {
        close_stories(teller, FALSE);
        if (guest) {
                g_free(teller->guest);
                teller->guest = g_strdup(guest);
        }
        g_free(teller->architecture);
        teller->architecture = g_strdup(architecture);
        g_ptr_array_set_size(teller->stories, 0);
        teller->last = NULL;
        teller->shut_down = teller->notified = FALSE;
        teller->boot = teller->console_end = console_begin(teller);
        teller->reset = 0;
}

void tck_teller_free(TckTeller *teller) {
        if (!teller)
                return;
        g_ptr_array_unref(teller->stories);
        g_free(teller->architecture);
        g_free(teller->guest);
        g_free(teller->console);
        g_free(teller);
}

void tck_teller_set_console(TckTeller *teller, const char *console) {
        g_free(teller->console);
        teller->console = g_strdup(console);
}

const char *tck_teller_guest(const TckTeller *teller) {
        return teller->guest;
}

TckIncident *tck_teller_last(TckTeller *teller) {
        return teller->last ? teller->last->incident : NULL;
}

gboolean tck_teller_notified(const TckTeller *teller) {
        return teller->notified;
}

gboolean tck_teller_shut_down(const TckTeller *teller) {
        return teller->shut_down;
}

gboolean tck_teller_done(const TckTeller *teller) {
        return teller->watch->once && teller->incidents;
}

/* ---- an incident ---- */

/* Takes the error over. */
static void add_trouble(TckIncident *incident, GError *error) {
        tck_incident_add_trouble(incident, g_strdup(error->message));
        g_error_free(error);
}

void tck_teller_update(TckTeller *teller) {
        if (teller->last)
                write_story(teller, teller->last);
}

static void learn_run_state(TckTeller *teller) {
        TckIncident *incident = teller->last->incident;
        char *state = *incident->run_state ? NULL : teller->hypervisor->run_state(teller->data);

        if (state) {
                g_free(incident->run_state);
                incident->run_state = state;
        }
}

static void keep_console(TckTeller *teller) {
        const Story *story = teller->last;
        GError *error = NULL;

        if (!story->folder || !teller->console)
                return;
        tck_archive_make_room(teller->watch->archive, story->folder,
                              tck_evidence_console_bytes(teller->console, teller->boot));
        if (!tck_evidence_keep_console(story->folder, teller->console, teller->boot, story->incident, &error))
                add_trouble(story->incident, error);
}

static void resolve(TckTeller *teller) {
        GError *error = NULL;

        if (!tck_autopsy_resolve(teller->last->incident, teller->watch->symbols, &error))
                add_trouble(teller->last->incident, error);
}

static gboolean wants_core(const TckTeller *teller) {
        TckIncidentKind kind = teller->last->incident->kind;

        if (!teller->last->folder || teller->watch->core == TCK_CORE_NEVER)
                return FALSE;
        return kind == TCK_INCIDENT_PANICKED || kind == TCK_INCIDENT_UNNOTIFIED ||
               teller->watch->core == TCK_CORE_ALWAYS;
}

static void take_core(TckTeller *teller) {
        const Story *story = teller->last;
        GError *error = NULL;
        char *reason;

        if (!wants_core(teller))
                return;
        reason = teller->hypervisor->no_core(teller->data, story->incident);
        if (reason)
                tck_incident_add_trouble(story->incident, reason);
        else if (!teller->hypervisor->take_core(teller->data, story->incident, story->folder, &error))
                add_trouble(story->incident, error);
}

static void run_hook(TckTeller *teller) {
        const TckWatch *watch = teller->watch;
        const Story *story = teller->last;
        g_autoptr(GError) error = NULL;

        if (!watch->hook || !story->folder)
                return;
        if (!tck_hook_run(watch->hook, story->incident, story->folder, tck_deadline(watch->hook_timeout), &error)) {
                tck_incident_add_trouble(story->incident, g_strdup_printf("the hook: %s", error->message));
                tck_teller_update(teller);
        }
}

/* Whether the host knows by this that the guest panicked. */
static gboolean is_notice(const TckIncident *incident) {
        return incident->kind == TCK_INCIDENT_PANICKED || incident->kind == TCK_INCIDENT_CRASH_LOADED ||
               incident->kind == TCK_INCIDENT_UNNOTIFIED;
}

static void go_on(TckTeller *teller, Story *story) {
        TckWatch *watch = teller->watch;
        gboolean due = tck_again_count(&story->incident->again, g_get_monotonic_time());

        teller->last = story;
        g_mutex_lock(&watch->mutex);
        if (watch->repeated)
                watch->repeated(watch->data, story->incident);
        g_mutex_unlock(&watch->mutex);
        if (due)
                tell_again(teller, story);
}

/* The record first, so that it is there whatever comes next. */
static void tell_news(TckTeller *teller, Story *story) {
        TckWatch *watch = teller->watch;
        g_autoptr(GError) error = NULL;

        story->folder = tck_archive_create(watch->archive, story->incident, &error);
        if (!story->folder)
                tck_watch_note(watch, teller->guest, "%s", error->message);
        write_story(teller, story);
        learn_run_state(teller);
        keep_console(teller);
        resolve(teller);
        take_core(teller);
        write_story(teller, story);
        run_hook(teller);
        if (story->folder)
                tck_archive_settle(watch->archive, story->folder);
        g_mutex_lock(&watch->mutex);
        watch->incident(watch->data, story->incident, story->folder);
        g_mutex_unlock(&watch->mutex);
}

void tck_teller_tell(TckTeller *teller, TckIncident *incident) {
        Story *story = find_story(teller, incident);

        teller->incidents++;
        teller->notified |= is_notice(incident);
        if (story) {
                tck_incident_free(incident);
                go_on(teller, story);
        } else {
                tell_news(teller, begin_story(teller, incident));
        }
}

/* ---- what the guest tells its console alone ---- */

static void begin_boot(TckTeller *teller) {
        close_stories(teller, TRUE);
        teller->notified = FALSE;
        teller->reset = g_get_monotonic_time();
        teller->boot = teller->console_end = console_size(teller);
}

gboolean tck_teller_unnotified(const TckTeller *teller, gboolean runs) {
        g_autoptr(TckOops) oops =
                teller->console && !teller->notified ? tck_evidence_oops(teller->console, teller->boot) : NULL;

        return oops && oops->panic && oops->last && (oops->over || !runs);
}

/* Linux goes on for ever after a panic, with interrupts enabled. */
void tck_teller_look(TckTeller *teller) {
        guint64 before = teller->console_end;

        teller->console_end = console_size(teller);
        if (teller->console_end != before && tck_teller_unnotified(teller, TRUE))
                tck_teller_tell(teller, tck_incident_new(TCK_INCIDENT_UNNOTIFIED, teller->guest));
}

/* ---- what the monitor tells ---- */

/* Firmware resets the machine once more on its way up from a reset. */
static gboolean is_echo(const TckTeller *teller, const TckIncident *incident) {
        gint64 since = g_get_monotonic_time() - teller->reset;

        return incident->kind == TCK_INCIDENT_RESET && teller->reset &&
               since < (gint64) (RESETS_SECONDS * G_USEC_PER_SEC);
}

/* What the event says of how things stand, incident or not. */
static void take_note(TckTeller *teller, const char *event, const TckIncident *incident) {
        teller->notified |= incident && is_notice(incident);
        if (g_str_equal(event, "SHUTDOWN"))
                teller->shut_down = TRUE;
        else if (g_str_equal(event, "RESET") || g_str_equal(event, "RESUME"))
                teller->shut_down = FALSE;
}

static void take_incident(TckTeller *teller, TckIncident *incident) {
        TckIncident *last = tck_teller_last(teller);

        if ((incident->kind == TCK_INCIDENT_RESET || incident->kind == TCK_INCIDENT_POWERED_OFF) &&
            tck_teller_unnotified(teller, FALSE))
                incident->kind = TCK_INCIDENT_UNNOTIFIED;
        if (last && tck_incident_follows(incident, last)) {
                g_free(last->reason);
                last->reason = g_strdup(incident->reason);
                tck_teller_update(teller);
                tck_incident_free(incident);
        } else if (is_echo(teller, incident)) {
                tck_incident_free(incident);
        } else {
                tck_teller_tell(teller, incident);
        }
}

void tck_teller_event(TckTeller *teller, JsonObject *event) {
        const char *name = tck_json_string(event, "event");
        TckIncident *incident = tck_incident_of_event(event, teller->guest, teller->architecture);

        take_note(teller, name, incident);
        if (incident)
                take_incident(teller, incident);
        if (g_str_equal(name, "RESUME"))
                tck_teller_resumed(teller);
        if (g_str_equal(name, "RESET"))
                begin_boot(teller);
}

void tck_teller_end(TckTeller *teller, int status) {
        TckIncident *last = tck_teller_last(teller);

        if (!teller->shut_down) {
                tck_teller_tell(teller, tck_incident_of_end(status, teller->guest));
        } else if (last && status != -1) {
                g_free(last->end);
                last->end = tck_child_status_text(status);
                tck_teller_update(teller);
        }
}
