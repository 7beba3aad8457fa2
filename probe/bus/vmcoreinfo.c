/* SPDX-License-Identifier: BSD-2-Clause */
/* The operation vmcoreinfo, which leaves a note for readers of a core (QEMU, docs/specs/vmcoreinfo). */
#include "fw_cfg.h"
#include "operation.h"

#define FILE_NAME "etc/vmcoreinfo"
#define FORMAT_ELF 1u
#define TEXT_MAX 1024u

/* What the device takes; all little-endian. */
struct vmcoreinfo {
        uint16_t host_format, guest_format;
        uint32_t size;
        uint64_t address;
} __attribute__((packed));

/* An ELF note. */
static struct {
        uint32_t name_size, text_size, type;
        char name[12]; /* padded with zeroes to a multiple of four */
        char text[TEXT_MAX];
} note = {.name_size = sizeof("VMCOREINFO"), .name = "VMCOREINFO"};

/* Writes the arguments as lines. False if they do not fit. */
static bool compose(struct call *call) {
        size_t length = 0;

        for (size_t i = 0; i < call->count; i++) {
                for (const char *c = call->argument[i]; *c; c++) {
                        if (length == TEXT_MAX)
                                return false;
                        note.text[length++] = *c;
                }
                if (length == TEXT_MAX)
                        return false;
                note.text[length++] = '\n';
        }
        note.text_size = (uint32_t) length;
        /* Notes are padded to a multiple of four. */
        while (length % 4)
                note.text[length++] = '\0';
        return true;
}

/* vmcoreinfo LINE... */
static void operation_vmcoreinfo(struct call *call) {
        struct vmcoreinfo info = {.guest_format = FORMAT_ELF, .address = (uint64_t) &note};
        struct fw_cfg_file file;

        if (!fw_cfg_writable()) {
                call_error(call, "absent", "fw_cfg is absent or cannot be written");
                return;
        }
        if (!fw_cfg_find(FILE_NAME, &file)) {
                call_error(call, "not-found", "the machine has no vmcoreinfo device");
                return;
        }
        if (!compose(call)) {
                call_error(call, "bad-argument", "LINE... is too long");
                return;
        }
        info.size = (uint32_t) (offsetof(__typeof__(note), text) + ((note.text_size + 3) & ~3u));
        if (!fw_cfg_write(&file, 0, &info, sizeof(info))) {
                call_error(call, "failed", "the device reported an error");
                return;
        }
        call_ok_number(call, info.address);
        wire_put_number(call->answer, info.size);
}

OPERATIONS({"vmcoreinfo", 1, WIRE_WORDS_MAX, operation_vmcoreinfo});
