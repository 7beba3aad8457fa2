/* SPDX-License-Identifier: BSD-2-Clause */
/* Other reports about a domain: virsh, hooks, the domain's log. */
#include "dom_private.h"

#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "error.h"

/* ---- virsh ---- */

/* virsh's output and status; NULL with an error. */
static char *run_virsh(Tck *t, const char *command, const char *option, int *ret_status, GError **error) {
        const char *argv[] = {"virsh", "-c", t->domain->stage.uri, command, t->name, option, NULL};
        g_autofree char *path = g_build_filename(t->directory, "virsh.log", NULL);
        int output = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        g_autoptr(TckChild) virsh = output < 0 ? NULL : tck_child_spawn(argv, NULL, 0, output, error);
        char *text = NULL;

        if (output < 0)
                g_set_error(error, TCK_ERROR, TCK_ERROR_ENVIRONMENT, "cannot write %s", path);
        else
                close(output);
        if (virsh && tck_child_wait(virsh, check_deadline(t), ret_status, error) &&
            g_file_get_contents(path, &text, NULL, error))
                g_strstrip(text);
        return text;
}

/* If virsh does not start or cannot connect, it shows nothing about the domain. */
static gboolean virsh_has_asked(int status, const char *said) {
        enum { CANNOT_BE_RUN = 126 };

        return WIFEXITED(status) && WEXITSTATUS(status) < CANNOT_BE_RUN &&
               (WEXITSTATUS(status) == 0 || !strstr(said, "failed to connect"));
}

void tck_dom_expect_virsh(Tck *t, const char *command, const char *option, const char *printed) {
        g_autofree char *what = g_strdup_printf("virsh %s to print", command);
        g_autofree char *seen = NULL;
        int status = 0;

        if (t->over)
                return;
        seen = run_virsh(t, command, option, &status, &t->error);
        if (!seen) {
                check_give_up_by_error(t, what);
        } else if (!virsh_has_asked(status, seen)) {
                g_autofree char *how = tck_child_status_text(status);

                tck_give_up(t, "virsh %s: %s", how, seen);
        } else if (status != 0) {
                tck_fail(t, what, "that it failed: %s", seen);
        } else if (printed) {
                tck_expect_text(t, what, seen, printed);
        }
}

/* ---- hooks ---- */

/* The hook's calls, each as operation and sub-operation; the arguments after these differ between versions. Free with g_free(). */
static char *read_hooks(const Tck *t, GError **error) {
        g_autofree char *pattern = g_strdup_printf("^%s (\\S+ \\S+)", t->name), *text = NULL;
        g_autoptr(GRegex) call = g_regex_new(pattern, G_REGEX_MULTILINE | G_REGEX_RAW, 0, NULL);
        g_autoptr(GString) calls = g_string_new(NULL);
        g_autoptr(GMatchInfo) match = NULL;

        if (!g_file_get_contents(check_dom_hooks_file(), &text, NULL, error))
                return NULL;
        for (g_regex_match(call, text, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL)) {
                g_autofree char *words = g_match_info_fetch(match, 1);

                g_string_append_printf(calls, "%s%s", calls->len ? ", " : "", words);
        }
        return g_string_free(g_steal_pointer(&calls), FALSE);
}

void tck_dom_expect_hooks(Tck *t, const char *calls) {
        g_autofree char *seen = t->over ? NULL : read_hooks(t, &t->error);

        if (!t->over && !seen)
                check_give_up_by_error(t, "the calls of the hook");
        else if (!t->over)
                tck_expect_text(t, "the calls of the hook", seen, calls);
}

/* ---- the log ---- */

guint tck_dom_count_log(Tck *t, const char *part) {
        g_autofree char *log = t->over ? NULL : tck_domain_log(t->domain->domain, &t->error);
        g_auto(GStrv) lines = log ? g_strsplit(log, "\n", -1) : NULL;
        guint count = 0;

        if (!t->over && !log && (!t->error || g_error_matches(t->error, G_FILE_ERROR, G_FILE_ERROR_ACCES)))
                check_dom_skip(t, TRUE, "the domain's log cannot be read from here");
        if (t->error)
                check_give_up_by_error(t, "the domain's log");
        for (char **line = lines; line && *line; line++)
                count += strstr(*line, part) != NULL;
        return count;
}

void tck_dom_expect_log(Tck *t, const char *part) {
        g_autofree char *expected = g_strdup_printf("a line with \"%s\" in the domain's log", part);
        guint count = tck_dom_count_log(t, part);

        if (!t->over && !count)
                tck_fail(t, expected, "none");
}

/* ---- the schema ---- */

gboolean tck_dom_validates(Tck *t) {
        enum { XMLLINT_INVALID = 3 };
        g_autofree char *path = g_build_filename(t->directory, "domain.xml", NULL);
        const char *argv[] = {"virt-xml-validate", path, "domain", NULL};
        g_autofree char *errors = NULL;
        int status;

        if (t->over)
                return FALSE;
        if (g_spawn_sync(NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                         &errors, &status, &t->error) &&
            g_spawn_check_wait_status(status, &t->error))
                return TRUE;
        if (g_error_matches(t->error, G_SPAWN_EXIT_ERROR, XMLLINT_INVALID)) {
                g_clear_error(&t->error);
                return FALSE;
        }
        g_prefix_error(&t->error, "virt-xml-validate: %s: ", errors ? g_strchomp(errors) : "");
        check_give_up_by_error(t, "a verdict on the domain's XML");
        return FALSE;
}
