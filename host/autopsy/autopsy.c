/* SPDX-License-Identifier: BSD-2-Clause */
#include "autopsy.h"

#include <string.h>
#include <sys/stat.h>

#include "conclude.h"
#include "domain_reason.h"
#include "error.h"
#include "source.h"

struct TckAutopsy {
        TckFindings *findings;
        GPtrArray *read; /* struct stat *: of files that were read */
        guint count;     /* files with findings */
};

TckAutopsy *tck_autopsy_new(void) {
        TckAutopsy *autopsy = g_new0(TckAutopsy, 1);

        autopsy->findings = tck_findings_new();
        autopsy->read = g_ptr_array_new_with_free_func(g_free);
        return autopsy;
}

void tck_autopsy_free(TckAutopsy *autopsy) {
        if (!autopsy)
                return;
        tck_findings_free(autopsy->findings);
        g_ptr_array_unref(autopsy->read);
        g_free(autopsy);
}

/* Whether the file was read, perhaps under another name. */
static gboolean was_read(TckAutopsy *autopsy, const char *path) {
        struct stat status;

        if (g_str_equal(path, "-") || stat(path, &status) < 0 || !S_ISREG(status.st_mode))
                return FALSE;
        for (guint i = 0; i < autopsy->read->len; i++) {
                const struct stat *other = autopsy->read->pdata[i];

                if (other->st_dev == status.st_dev && other->st_ino == status.st_ino)
                        return TRUE;
        }
        g_ptr_array_add(autopsy->read, g_memdup2(&status, sizeof status));
        return FALSE;
}

static guint told(const TckFindings *findings) {
        return findings->accounts->len + findings->moments->len + (findings->xml != NULL);
}

static gboolean add(TckAutopsy *autopsy, TckInput *input, GError **error) {
        TckFindings *findings = autopsy->findings;
        guint before = told(findings);
        const TckSource *source;
        const char *head;
        gboolean good;
        gsize length;

        head = tck_input_head(input, &length, error);
        if (!head)
                return FALSE;
        if (!length)
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "%s is empty", tck_input_name(input));
        source = tck_find_source(head, length);
        if (!source)
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "%s is a file of an unknown kind",
                                     tck_input_name(input));
        g_free(findings->file);
        findings->file = g_strdup(tck_input_name(input));
        good = source->read(findings, input, error);
        autopsy->count += good || told(findings) > before;
        return good;
}

gboolean tck_autopsy_add(TckAutopsy *autopsy, const char *path, GError **error) {
        g_autoptr(TckInput) input = NULL;

        if (was_read(autopsy, path))
                return TRUE;
        input = tck_input_open(path, error);
        return input && add(autopsy, input, error);
}

gboolean tck_autopsy_add_reason(TckAutopsy *autopsy, const char *reason, GError **error) {
        TckIncident *incident = tck_domain_end_of_reason(reason);

        if (!incident)
                return tck_error_set(error, TCK_ERROR_USAGE,
                                     "%s is not one of libvirt's reasons for the end of a domain", reason);
        g_free(autopsy->findings->file);
        autopsy->findings->file = g_strdup("");
        g_free(autopsy->findings->reason);
        autopsy->findings->reason = g_strdup(reason);
        tck_findings_add_account(autopsy->findings, TCK_WITNESS_LIBVIRT, incident, FALSE);
        return TRUE;
}

void tck_autopsy_use_symbols(TckAutopsy *autopsy, const char *path) {
        autopsy->findings->symbols = path;
}

void tck_autopsy_follow(TckAutopsy *autopsy) {
        GPtrArray *named = autopsy->findings->named;

        for (guint i = 0; i < named->len; i++) {
                g_autoptr(GError) error = NULL;

                /* A console given by the user takes precedence over the one in the XML. */
                if (!autopsy->findings->has_console && !tck_autopsy_add(autopsy, named->pdata[i], &error))
                        tck_findings_add_trouble(autopsy->findings, "the domain's console: %s", error->message);
        }
        g_ptr_array_set_size(named, 0);
}

TckIncident *tck_autopsy_conclude(TckAutopsy *autopsy, GError **error) {
        if (!autopsy->count) {
                tck_error_set(error, TCK_ERROR_PROTOCOL, "none of the files contains anything about a guest");
                return NULL;
        }
        return tck_conclude(autopsy->findings);
}
