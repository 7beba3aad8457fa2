/* SPDX-License-Identifier: BSD-2-Clause */
#include "matrix_gather.h"

#include "matrix_json.h"
#include "matrix_record.h"

static void gather(TckMatrixEntry *entry) {
        g_autoptr(JsonNode) record = tck_matrix_record_read(entry->directory, entry->target->name);
        g_autofree char *by = tck_matrix_attempt_by(entry->directory);

        if (record)
                tck_matrix_record_take(record, entry);
        if (entry->state == TCK_ENTRY_WAITING)
                entry->problem = g_strdup("no process has run it");
        if (entry->state == TCK_ENTRY_RUNNING)
                entry->problem = g_strdup_printf("%s runs it", by ? by : "another process");
}

gboolean tck_matrix_gather(TckMatrix *matrix, const TckMatrixFollower *follower, GError **error) {
        for (guint i = 0; i < matrix->entries->len; i++) {
                TckMatrixEntry *entry = matrix->entries->pdata[i];

                gather(entry);
                follower->end(entry, follower->data);
        }
        return tck_matrix_merge(matrix, error);
}
