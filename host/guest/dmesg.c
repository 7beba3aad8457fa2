/* SPDX-License-Identifier: BSD-2-Clause */
#include "dmesg.h"

#include "dmesg_form.h"
#include "error.h"

static gboolean read_log(TckDmesg *dmesg, GError **error) {
        const TckVmcoreInfo *info = dmesg->info;

        if (tck_vmcore_info_text(info, "SYMBOL(prb)"))
                return tck_dmesg_ring(dmesg, error);
        if (tck_vmcore_info_text(info, "SYMBOL(log_first_idx)"))
                return tck_dmesg_records(dmesg, tck_vmcore_info_text(info, "SIZE(printk_log)") ? "printk_log" : "log",
                                         error);
        if (tck_vmcore_info_text(info, "SYMBOL(log_end)"))
                return tck_dmesg_text(dmesg, error);
        return tck_error_set(error, TCK_ERROR_ABSENT, "its VMCOREINFO does not say where the kernel's log is");
}

gboolean tck_dmesg_read(const TckKernelMemory *memory, const TckVmcoreInfo *info, const TckDmesgSink *sink,
                        guint64 *ret_missing, GError **error) {
        TckDmesg dmesg = {.memory = memory, .info = info, .sink = sink};
        gboolean good = read_log(&dmesg, error);

        if (ret_missing)
                *ret_missing = dmesg.missing;
        return good;
}
