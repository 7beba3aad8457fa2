/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations on fw_cfg. */
#include "fw_cfg.h"
#include "operation.h"

#define KEY_SIGNATURE 0x00u
#define KEY_FEATURES 0x01u
#define KEY_CPUS 0x05u
#define KEY_DIRECTORY 0x19u

#define FEATURE_DMA 0x02u

#define DMA_ERROR 0x01u
#define DMA_SKIP 0x04u
#define DMA_SELECT 0x08u
#define DMA_WRITE 0x10u
#define DMA_KEY_SHIFT 16

#define NAME_SIZE 56u
#define FILES_MAX 4096u /* a directory with more is taken as invalid */
#define BYTES_MAX 1024u

struct entry {
        uint8_t size[4], key[2], reserved[2]; /* big-endian */
        char name[NAME_SIZE];
};

_Static_assert(sizeof(struct entry) == 64, "");

/* All big-endian. */
struct dma {
        uint32_t control, length;
        uint64_t address;
};

static uint32_t big_endian(const uint8_t *bytes, size_t size) {
        uint32_t value = 0;

        while (size--)
                value = value << 8 | *bytes++;
        return value;
}

bool fw_cfg_present(void) {
        char signature[4];

        fw_cfg_select(KEY_SIGNATURE);
        fw_cfg_take(signature, sizeof(signature));
        return signature[0] == 'Q' && signature[1] == 'E' && signature[2] == 'M' && signature[3] == 'U';
}

unsigned fw_cfg_cpus(void) {
        uint8_t number[2];

        fw_cfg_select(KEY_CPUS);
        fw_cfg_take(number, sizeof(number));
        return number[0] | (unsigned) number[1] << 8; /* little-endian, unlike the directory */
}

bool fw_cfg_find(const char *name, struct fw_cfg_file *ret_file) {
        uint8_t number[4];
        uint32_t count;

        fw_cfg_select(KEY_DIRECTORY);
        fw_cfg_take(number, sizeof(number));
        count = big_endian(number, sizeof(number));
        if (count > FILES_MAX)
                return false;
        while (count--) {
                struct entry entry;

                fw_cfg_take(&entry, sizeof(entry));
                entry.name[NAME_SIZE - 1] = '\0';
                if (wire_same(entry.name, name)) {
                        ret_file->key = (uint16_t) big_endian(entry.key, sizeof(entry.key));
                        ret_file->size = big_endian(entry.size, sizeof(entry.size));
                        return true;
                }
        }
        return false;
}

void fw_cfg_read(const struct fw_cfg_file *file, uint32_t offset, void *ret_bytes, size_t length) {
        fw_cfg_select(file->key);
        for (uint8_t unused; offset; offset--)
                fw_cfg_take(&unused, sizeof(unused)); /* reading is the only way to advance to the offset */
        fw_cfg_take(ret_bytes, length);
}

bool fw_cfg_writable(void) {
        uint8_t features[4];

        if (!fw_cfg_present())
                return false;
        fw_cfg_select(KEY_FEATURES);
        fw_cfg_take(features, sizeof(features)); /* little-endian */
        return features[0] & FEATURE_DMA;
}

/* The probe's memory is mapped at its physical address, so a pointer is a DMA address. */
static bool transfer(uint32_t control, const void *bytes, uint32_t length) {
        volatile struct dma dma = {
                .control = __builtin_bswap32(control),
                .length = __builtin_bswap32(length),
                .address = __builtin_bswap64((uint64_t) bytes),
        };

        fw_cfg_transfer(&dma);
        /* QEMU has finished when the instruction ends, but the specification does not promise that. */
        while (dma.control & ~__builtin_bswap32(DMA_ERROR))
                cpu_relax();
        return !dma.control;
}

bool fw_cfg_write(const struct fw_cfg_file *file, uint32_t offset, const void *bytes, uint32_t length) {
        return transfer((uint32_t) file->key << DMA_KEY_SHIFT | DMA_SELECT | DMA_SKIP, NULL, offset) &&
               transfer(DMA_WRITE, bytes, length);
}

/* Finds the file that a call names. False, after answering with an error, if there is none. */
static bool find_for_call(struct call *call, const char *name, bool write, struct fw_cfg_file *ret_file) {
        if (!(write ? fw_cfg_writable() : fw_cfg_present()))
                call_error(call, "absent",
                           write ? "fw_cfg is absent or cannot be written" : "the machine has no fw_cfg");
        else if (!fw_cfg_find(name, ret_file))
                call_error(call, "not-found", "no such file");
        else
                return true;
        return false;
}

/* fw-cfg NAME [OFFSET LENGTH] */
static void operation_fw_cfg(struct call *call) {
        uint64_t offset = 0, length = BYTES_MAX;
        uint8_t bytes[BYTES_MAX];
        struct fw_cfg_file file;

        if (!find_for_call(call, call->argument[0], false, &file) ||
            !call_number(call, 1, "OFFSET", file.size, &offset) || !call_number(call, 2, "LENGTH", BYTES_MAX, &length))
                return;
        if (length > file.size - offset)
                length = file.size - offset;
        fw_cfg_read(&file, (uint32_t) offset, bytes, length);
        call_ok_number(call, file.size);
        wire_put_bytes(call->answer, bytes, length);
}

/* fw-cfg-write NAME OFFSET BYTES */
static void operation_fw_cfg_write(struct call *call) {
        uint8_t bytes[BYTES_MAX];
        struct fw_cfg_file file;
        uint64_t offset;
        size_t length;

        if (!find_for_call(call, call->argument[0], true, &file) || !call_number(call, 1, "OFFSET", file.size, &offset))
                return;
        if (!wire_bytes(call->argument[2], bytes, sizeof(bytes), &length)) {
                call_error(call, "bad-argument", "BYTES is empty or too long");
                return;
        }
        if (fw_cfg_write(&file, (uint32_t) offset, bytes, (uint32_t) length))
                call_ok(call);
        else
                call_error(call, "failed", "the device reported an error");
}

OPERATIONS_ANYWHERE({"fw-cfg", 1, 3, operation_fw_cfg});
OPERATIONS({"fw-cfg-write", 3, 3, operation_fw_cfg_write});
