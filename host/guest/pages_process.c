/* SPDX-License-Identifier: BSD-2-Clause */
#include "pages_process.h"

#include <errno.h>
#include <libkdumpfile/kdumpfile.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core_pages.h"

#ifndef __has_feature /* gcc defines __SANITIZE_ADDRESS__ */
#define __has_feature(name) 0
#endif

enum {
        MEMORY_MAX = 1 << 30,
        PAGES_AT_ONCE = 1024, /* checked before each answer */
        SMALLEST_PAGE = 4096, /* of the guest; pages of the core may be larger */
};

/* No limit under a sanitizer, because RLIMIT_DATA includes the address space that it reserves. */
static void set_limits(void) {
        const struct rlimit none = {0, 0};

        setrlimit(RLIMIT_CORE, &none);
#if !defined(__SANITIZE_ADDRESS__) && !__has_feature(address_sanitizer)
        setrlimit(RLIMIT_DATA, &(struct rlimit){MEMORY_MAX, MEMORY_MAX});
#endif
}

/* The socket is this process's standard output. */
static bool receive(void *bytes, size_t length) {
        for (char *to = bytes; length;) {
                ssize_t n = read(STDOUT_FILENO, to, length);

                if (n <= 0 && !(n < 0 && errno == EINTR))
                        return false;
                to += n > 0 ? n : 0;
                length -= n > 0 ? (size_t) n : 0;
        }
        return true;
}

static bool send_all(const void *bytes, size_t length) {
        for (const char *from = bytes; length;) {
                ssize_t n = write(STDOUT_FILENO, from, length);

                if (n <= 0 && !(n < 0 && errno == EINTR))
                        return false;
                from += n > 0 ? n : 0;
                length -= n > 0 ? (size_t) n : 0;
        }
        return true;
}

static bool answer(kdump_ctx_t *context, TckPagesAnswer reply, const void *bytes) {
        const char *message = context ? kdump_get_err(context) : "there is not enough memory";

        if (reply.status != KDUMP_OK) {
                bytes = message ? message : "";
                reply.length = strnlen(bytes, TCK_PAGES_MESSAGE_MAX);
        }
        return send_all(&reply, sizeof reply) && send_all(bytes, reply.length);
}

/* Opens the core, as of that architecture; NULL: the one in its headers. */
static kdump_status open_core(kdump_ctx_t *context, const char *arch) {
        kdump_status status = kdump_set_number_attr(context, KDUMP_ATTR_FILE_MMAP_POLICY, KDUMP_MMAP_NEVER);

        if (status == KDUMP_OK && arch)
                status = kdump_set_string_attr(context, KDUMP_ATTR_ARCH_NAME, arch);
        return status == KDUMP_OK ? kdump_open_fd(context, STDIN_FILENO) : status;
}

/* For cores with registers that the library rejects, such as those that QEMU writes if a CPU of x86_64 is not in long mode: with an
 * unknown architecture, it does not read registers. The architecture is set afterwards. */
static kdump_status open_without_cpus(kdump_ctx_t *context, const char *arch) {
        kdump_status status = open_core(context, "none");

        return status == KDUMP_OK ? kdump_set_string_attr(context, KDUMP_ATTR_ARCH_NAME, arch) : status;
}

static bool do_read(kdump_ctx_t *context, const TckPagesRequest *request, char *piece) {
        size_t length = request->length;
        kdump_addrspace_t space = request->space == TCK_PAGES_KERNEL ? KDUMP_KVADDR : KDUMP_MACHPHYSADDR;
        kdump_status status = kdump_read(context, space, request->address, piece, &length);

        return answer(context, (TckPagesAnswer){.status = status, .length = request->length}, piece);
}

static bool get_attribute(kdump_ctx_t *context, const char *key, char *piece) {
        kdump_attr_t attribute = {.type = KDUMP_NIL};
        kdump_status status = kdump_get_attr(context, key, &attribute);
        int length = 0;

        if (status == KDUMP_OK && attribute.type == KDUMP_STRING)
                length = snprintf(piece, TCK_PAGES_PIECE_MAX, "%s", attribute.val.string);
        else if (status == KDUMP_OK && attribute.type == KDUMP_NUMBER)
                length = snprintf(piece, TCK_PAGES_PIECE_MAX, "%llu", (unsigned long long) attribute.val.number);
        else if (status == KDUMP_OK && attribute.type == KDUMP_ADDRESS)
                length = snprintf(piece, TCK_PAGES_PIECE_MAX, "0x%llx", (unsigned long long) attribute.val.address);
        else
                status = KDUMP_ERR_NOKEY;
        return answer(
                context,
                (TckPagesAnswer){.status = status, .length = strnlen(piece, length > 0 ? TCK_PAGES_PIECE_MAX : 0)},
                piece);
}

/* The size of the core's blocks; 0 if it has none. */
static kdump_num_t block_size(kdump_ctx_t *context) {
        kdump_num_t size;

        return kdump_get_number_attr(context, KDUMP_ATTR_PAGE_SIZE, &size) == KDUMP_OK ? size : 0;
}

/* With VMCOREINFO the library takes the kernel's page size for that of the core's blocks, which are larger in QEMU's kdump cores of aarch64:
 * 64 KiB. */
static kdump_status keep_blocks(kdump_ctx_t *context, kdump_num_t size) {
        /* The translation of addresses is set up now, for the kernel's pages, instead of by the first read. */
        kdump_status status = size ? kdump_get_addrxlat(context, NULL, NULL) : KDUMP_OK;

        return size && status == KDUMP_OK ? kdump_set_number_attr(context, KDUMP_ATTR_PAGE_SIZE, size) : status;
}

/* The library finds VMCOREINFO if it knows the operating system. On s390x it does not detect Linux, which has to be set. */
static bool get_vmcoreinfo(kdump_ctx_t *context) {
        char *text = NULL;
        kdump_num_t blocks = block_size(context);
        kdump_status status = kdump_vmcoreinfo_raw(context, &text);

        if (status != KDUMP_OK && kdump_set_string_attr(context, KDUMP_ATTR_OSTYPE, "linux") == KDUMP_OK)
                status = kdump_vmcoreinfo_raw(context, &text);
        if (status == KDUMP_OK)
                status = keep_blocks(context, blocks);
        return answer(context,
                      (TckPagesAnswer){.status = status,
                                       .length = status == KDUMP_OK ? strnlen(text, TCK_PAGES_PIECE_MAX) : 0},
                      text);
}

static bool set_vmcoreinfo(kdump_ctx_t *context, const char *text) {
        kdump_attr_t attribute = {.type = KDUMP_BLOB, .val.blob = kdump_blob_new_dup(text, strlen(text))};
        kdump_num_t blocks = block_size(context);
        kdump_status status = KDUMP_ERR_SYSTEM;

        if (attribute.val.blob)
                status = kdump_set_attr(context, "linux.vmcoreinfo.raw", &attribute);
        if (status == KDUMP_OK)
                status = kdump_set_string_attr(context, KDUMP_ATTR_OSTYPE, "linux");
        if (status == KDUMP_OK)
                status = keep_blocks(context, blocks);
        return answer(context, (TckPagesAnswer){.status = status}, NULL);
}

/* Searches up to PAGES_AT_ONCE pages. */
static kdump_status search_some(kdump_ctx_t *context, const char *beginning, TckPagesAnswer *reply, char *piece) {
        kdump_attr_t map = {.type = KDUMP_BITMAP};
        kdump_num_t shift = 0;
        kdump_status status = kdump_get_typed_attr(context, KDUMP_ATTR_FILE_PAGEMAP, &map);

        if (status == KDUMP_OK)
                status = kdump_get_number_attr(context, KDUMP_ATTR_PAGE_SHIFT, &shift);
        for (int i = 0; i < PAGES_AT_ONCE && status == KDUMP_OK; i++) {
                kdump_addr_t number = reply->address >> shift;
                size_t length = strlen(beginning);

                status = kdump_bmp_find_set(map.val.bitmap, &number);
                if (status != KDUMP_OK || number > UINT64_MAX >> shift)
                        return KDUMP_ERR_NODATA;
                if (number << shift > reply->address)
                        reply->address = number << shift;
                if (kdump_read(context, KDUMP_MACHPHYSADDR, reply->address, piece, &length) == KDUMP_OK &&
                    memcmp(piece, beginning, length) == 0) {
                        reply->found = 1;
                        return KDUMP_OK;
                }
                reply->address += SMALLEST_PAGE;
                if (reply->address == 0)
                        return KDUMP_ERR_NODATA;
        }
        return status;
}

static bool search(kdump_ctx_t *context, const TckPagesRequest *request, const char *beginning, char *piece) {
        TckPagesAnswer reply = {.address = request->address};

        reply.status = search_some(context, beginning, &reply, piece);
        return answer(context, reply, NULL);
}

static bool obey(kdump_ctx_t *context, const TckPagesRequest *request, const char *text, char *piece) {
        switch ((TckPagesOperation) request->operation) {
        case TCK_PAGES_READ:
                return do_read(context, request, piece);
        case TCK_PAGES_ATTRIBUTE:
                return get_attribute(context, text, piece);
        case TCK_PAGES_GET_VMCOREINFO:
                return get_vmcoreinfo(context);
        case TCK_PAGES_SET_VMCOREINFO:
                return set_vmcoreinfo(context, text);
        case TCK_PAGES_SEARCH:
                return search(context, request, text, piece);
        }
        return false;
}

int tck_pages_process(gpointer arch) {
        static char text[TCK_PAGES_PIECE_MAX + 1], piece[TCK_PAGES_PIECE_MAX];
        kdump_ctx_t *context, *again;
        kdump_status status;
        TckPagesRequest request;

        set_limits();
        context = kdump_new();
        status = context ? open_core(context, arch) : KDUMP_ERR_SYSTEM;
        again = status == KDUMP_ERR_CORRUPT && arch ? kdump_new() : NULL;
        if (again && open_without_cpus(again, arch) == KDUMP_OK) {
                context = again;
                status = KDUMP_OK;
        }
        if (!answer(context, (TckPagesAnswer){.status = status}, NULL) || status != KDUMP_OK)
                return 0;
        while (receive(&request, sizeof request) && receive(text, request.text)) {
                text[request.text] = '\0';
                if (!obey(context, &request, text, piece))
                        return 0;
        }
        return 0;
}
