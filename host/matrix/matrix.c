/* SPDX-License-Identifier: BSD-2-Clause */
#include "matrix.h"

#include "program.h"

enum { STATUS_ERROR = 3, STATUS_SKIPPED = 77, STATUS_SIGNAL = 128 };

static const char *const state_names[TCK_ENTRY_STATES] = {
        [TCK_ENTRY_WAITING] = "waiting",     [TCK_ENTRY_RUNNING] = "running", [TCK_ENTRY_DONE] = "done",
        [TCK_ENTRY_MISSING] = "missing",     [TCK_ENTRY_BROKEN] = "broken",   [TCK_ENTRY_INTERRUPTED] = "interrupted",
        [TCK_ENTRY_ELSEWHERE] = "elsewhere",
};

const char *tck_entry_state_name(TckEntryState state) {
        return state_names[state];
}

TckEntryState tck_entry_state_find(const char *name) {
        TckEntryState state = 0;

        while (state < TCK_ENTRY_STATES && g_strcmp0(name, state_names[state]) != 0)
                state++;
        return state;
}

static void result_free(gpointer data) {
        TckMatrixResult *result = data;

        g_free(result->vm);
        g_free(result->message);
        g_free(result);
}

static void entry_free(gpointer data) {
        TckMatrixEntry *entry = data;

        tck_target_command_free(entry->command);
        tck_matrix_attempt_free(entry->attempt);
        g_free(entry->directory);
        g_free(entry->problem);
        g_free(entry->activity);
        g_free(entry->hypervisor);
        g_free(entry->claim);
        g_ptr_array_unref(entry->results);
        g_hash_table_unref(entry->there);
        g_free(entry);
}

TckMatrix *tck_matrix_new(const char *file, const GPtrArray *targets, const char *directory, guint slots) {
        TckMatrix *matrix = g_new0(TckMatrix, 1);

        matrix->targets = targets;
        matrix->file = g_strdup(file);
        matrix->directory = g_strdup(directory);
        matrix->entries = g_ptr_array_new_with_free_func(entry_free);
        matrix->slots = slots;
        matrix->began = g_date_time_new_now_utc();
        return matrix;
}

void tck_matrix_free(TckMatrix *matrix) {
        if (!matrix)
                return;
        g_ptr_array_unref(matrix->entries);
        g_date_time_unref(matrix->began);
        g_free(matrix->file);
        g_free(matrix->directory);
        g_free(matrix);
}

TckMatrixEntry *tck_matrix_add(TckMatrix *matrix, const TckMatrixTarget *target, gboolean named) {
        TckMatrixEntry *entry = g_new0(TckMatrixEntry, 1);

        entry->target = target;
        entry->named = named;
        entry->directory = g_build_filename(matrix->directory, target->name, NULL);
        entry->results = g_ptr_array_new_with_free_func(result_free);
        entry->there = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_ptr_array_add(matrix->entries, entry);
        return entry;
}

void tck_matrix_entry_prepare(TckMatrixEntry *entry) {
        g_autofree char *self = tck_program_file(NULL);

        entry->command = tck_target_command_new(entry->target, self ? self : "pvpanic-tck");
        if (!entry->command->missing)
                return;
        entry->state = TCK_ENTRY_MISSING;
        entry->problem = g_strdup(entry->command->missing);
}

gboolean tck_matrix_entry_add(TckMatrixEntry *entry, const TckCase *tested, const char *vm, TckVerdict verdict,
                              const char *message, gint64 duration) {
        TckMatrixResult *result;

        if (!g_hash_table_add(entry->there, g_strdup_printf("%s %s", tested->name, vm)))
                return FALSE;
        result = g_new0(TckMatrixResult, 1);
        *result = (TckMatrixResult){tested, g_strdup(vm), verdict, g_strdup(message), duration};
        g_ptr_array_add(entry->results, result);
        entry->counts[verdict]++;
        return TRUE;
}

/* ---- the time left ---- */

double tck_matrix_entry_rest(const TckMatrixEntry *entry) {
        guint had = entry->results->len - MIN(entry->taken_over, entry->results->len);
        guint planned = entry->planned ? entry->planned : entry->usual_planned;
        double each = entry->usual > 0 ? entry->usual : had ? (double) entry->slot_time / had : 0;

        if (entry->state != TCK_ENTRY_WAITING && entry->state != TCK_ENTRY_RUNNING)
                return 0;
        return each > 0 && planned ? each * (planned - MIN(planned, entry->results->len)) : -1;
}

gint64 tck_matrix_rest(const TckMatrix *matrix) {
        double sum = 0;

        for (guint i = 0; i < matrix->entries->len; i++) {
                double rest = tck_matrix_entry_rest(matrix->entries->pdata[i]);

                if (rest < 0)
                        return -1;
                sum += rest;
        }
        return (gint64) (sum / matrix->slots);
}

/* ---- the exit status ---- */

int tck_matrix_entry_exit_status(const TckMatrixEntry *entry) {
        if (entry->state == TCK_ENTRY_MISSING)
                return entry->named ? STATUS_ERROR : STATUS_SKIPPED;
        return entry->state == TCK_ENTRY_DONE ? entry->status : STATUS_ERROR;
}

int tck_matrix_exit_status(const TckMatrix *matrix) {
        static const int order[] = {STATUS_ERROR, 1, 0};

        if (matrix->signal)
                return STATUS_SIGNAL + matrix->signal;
        for (gsize i = 0; i < G_N_ELEMENTS(order); i++)
                for (guint e = 0; e < matrix->entries->len; e++)
                        if (tck_matrix_entry_exit_status(matrix->entries->pdata[e]) == order[i])
                                return order[i];
        return STATUS_SKIPPED;
}
