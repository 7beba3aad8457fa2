/* SPDX-License-Identifier: BSD-2-Clause */
#include "result_json.h"

#include <string.h>

#include "json.h"
#include "lab_files.h"

void tck_json_add_outcome(JsonBuilder *builder, const TckOutcome *outcome, const char *artifacts) {
        tck_json_add_text(builder, "verdict", tck_verdict_name(outcome->verdict));
        tck_json_add_text(builder, "message", outcome->message);
        tck_json_add_text(builder, "expected", outcome->expected);
        tck_json_add_text(builder, "seen", outcome->seen);
        tck_json_add_text(builder, "place", outcome->place);
        tck_json_add_text(builder, "incident", outcome->incident);
        tck_json_add_text(builder, "waiver", outcome->waiver);
        tck_json_add_boolean(builder, "race", outcome->race);
        tck_json_add_text(builder, "artifacts", artifacts);
        tck_json_add_int(builder, "duration_us", outcome->duration);
        tck_json_add_boolean(builder, "alone", outcome->alone);
}

const char *tck_json_artifacts(const TckRun *run, const char *path) {
        gsize length = strlen(run->directory);
        gboolean below = path && strncmp(path, run->directory, length) == 0 && path[length] == '/';

        return below && tck_lab_path_is_plain(path + length + 1) ? path + length + 1 : NULL;
}

void tck_json_add_result(JsonBuilder *builder, const TckRun *run, const TckResult *result) {
        tck_json_add_text(builder, "case", result->tested->name);
        tck_json_add_text(builder, "vm", result->vm);
        tck_json_begin_array(builder, "outcomes");
        for (guint i = 0; i < result->outcomes->len; i++) {
                const TckOutcome *outcome = result->outcomes->pdata[i];

                json_builder_begin_object(builder);
                tck_json_add_outcome(builder, outcome, tck_json_artifacts(run, outcome->artifacts));
                tck_json_add_boolean(builder, "ours", outcome->ours);
                tck_json_add_boolean(builder, "elsewhere", outcome->elsewhere);
                json_builder_end_object(builder);
        }
        json_builder_end_array(builder);
}

JsonBuilder *tck_json_begin_message(const char *what) {
        JsonBuilder *builder = json_builder_new();

        json_builder_begin_object(builder);
        tck_json_begin_object(builder, what);
        return builder;
}

char *tck_json_end_message(JsonBuilder *builder) {
        g_autoptr(JsonNode) root = NULL;
        g_autofree char *text = NULL;

        json_builder_end_object(builder);
        json_builder_end_object(builder);
        root = json_builder_get_root(builder);
        g_object_unref(builder);
        text = tck_json_text(root);
        return g_strconcat(text, "\n", NULL);
}
