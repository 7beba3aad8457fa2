/* SPDX-License-Identifier: BSD-2-Clause */
#include "fw_cfg_write.h"
#include "operation.h"

#define KEY_FEATURES 0x01u
#define FEATURE_DMA 0x02u

#define DMA_ERROR 0x01u
#define DMA_SKIP 0x04u
#define DMA_SELECT 0x08u
#define DMA_WRITE 0x10u
#define DMA_KEY_SHIFT 16

#define BYTES_MAX 1024u

/* All of it big-endian. */
struct dma {
        uint32_t control, length;
        uint64_t address;
};

bool fw_cfg_writable(void) {
        uint8_t features[4];

        if (!fw_cfg_present())
                return false;
        fw_cfg_select(KEY_FEATURES);
        fw_cfg_take(features, sizeof(features)); /* little-endian */
        return features[0] & FEATURE_DMA;
}

/* The probe's own memory is mapped where it lies. */
static bool transfer(uint32_t control, const void *bytes, uint32_t length) {
        volatile struct dma dma = {
                .control = __builtin_bswap32(control),
                .length = __builtin_bswap32(length),
                .address = __builtin_bswap64((uint64_t) bytes),
        };

        fw_cfg_transfer(&dma);
        /* QEMU is done when that instruction is; the specification leaves it open. */
        while (dma.control & ~__builtin_bswap32(DMA_ERROR))
                cpu_relax();
        return !dma.control;
}

bool fw_cfg_write(const struct fw_cfg_file *file, uint32_t offset, const void *bytes, uint32_t length) {
        return transfer((uint32_t) file->key << DMA_KEY_SHIFT | DMA_SELECT | DMA_SKIP, NULL, offset) &&
               transfer(DMA_WRITE, bytes, length);
}

/* fw-cfg-write NAME OFFSET BYTES */
static void operation_fw_cfg_write(struct call *call) {
        uint8_t bytes[BYTES_MAX];
        struct fw_cfg_file file;
        uint64_t offset;
        size_t length;

        if (!fw_cfg_writable()) {
                call_error(call, "absent", "no fw_cfg here that can be written");
                return;
        }
        if (!fw_cfg_find(call->argument[0], &file)) {
                call_error(call, "not-found", "no such file");
                return;
        }
        if (!call_number(call, 1, "OFFSET", file.size, &offset))
                return;
        if (!wire_bytes(call->argument[2], bytes, sizeof(bytes), &length)) {
                call_error(call, "bad-argument", "BYTES are none, or too many");
                return;
        }
        if (fw_cfg_write(&file, (uint32_t) offset, bytes, (uint32_t) length))
                call_ok(call);
        else
                call_error(call, "failed", "the device refused");
}

static const struct operation operations[] = {
        {"fw-cfg-write", 3, 3, operation_fw_cfg_write},
};

OPERATIONS(operations);
