/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as a file of each kind that an autopsy reads, and the conclusions from it together with another file. */
#include "conclude.h"
#include "source.h"

#include "fuzz.h"

static void read_as(const TckSource *source, TckFindings *findings, const char *path) {
        GError *error = NULL;
        g_autoptr(TckInput) input = tck_input_open(path, &error);
        gboolean good;
        gsize length;

        assert(input && tck_input_head(input, &length, NULL));
        g_free(findings->file);
        findings->file = g_strdup("fuzz");
        good = source->read(findings, input, &error);
        assert_told(good, error);
}

static void conclude(TckFindings *findings) {
        g_autoptr(TckIncident) incident = tck_conclude(findings), copy = NULL;
        g_autofree char *text = tck_incident_text(incident), *record = tck_incident_to_json(incident), *again = NULL;

        assert_shown(text);
        copy = tck_incident_from_json(record, NULL);
        assert(copy);
        again = tck_incident_to_json(copy);
        assert(g_str_equal(again, record));
}

/*
 * Cores are read in a process of their own, and have their own fuzzers: a process for each input would take all of the
 * time.
 */
static gboolean is_worth_it(const TckSource *source, const char *head, gsize length) {
        return !g_str_equal(source->name, "core") || source->recognise(head, length) != TCK_SURE_NOT;
}

/* Compressed files are unpacked by a program. */
static gboolean is_packed(const char *head) {
        return *head && strchr("\x1f\xfd\x42\x28", *head);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        static const char log[] = "2026-11-21 07:55:40.000+0000: starting up\n2026-11-21 07:55:42.441+0000: shutting "
                                  "down, reason=crashed\n";
        const GPtrArray *sources = tck_all_sources();
        int fd, log_fd;
        g_autofree char *path = make_file(data, size, &fd);
        g_autofree char *log_path = make_file((const uint8_t *) log, sizeof log - 1, &log_fd);
        g_autofree char *head = g_malloc0(size + 1);
        g_autoptr(TckFindings) alone = tck_findings_new(), all = tck_findings_new();
        const TckSource *likely, *other = sources->pdata[size % sources->len];

        memcpy(head, data, size);
        likely = tck_find_source(head, size);
        if (likely && !is_packed(head) && is_worth_it(likely, head, size)) {
                read_as(likely, alone, path);
                conclude(alone);
                read_as(likely, all, path);
        }
        /* Read as another kind, which the length selects. */
        if (other != likely && !is_packed(head) && is_worth_it(other, head, size))
                read_as(other, all, path);
        read_as(tck_find_source(log, sizeof log - 1), all, log_path);
        conclude(all);
        close(fd);
        close(log_fd);
        return 0;
}
