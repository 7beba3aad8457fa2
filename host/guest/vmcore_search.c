/* SPDX-License-Identifier: BSD-2-Clause */
#include "vmcore_search.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "error.h"

enum {
        PAGE = 4096,        /* the smallest page size, whose multiples all page sizes are */
        PIECE = 256 * PAGE, /* read at once */
        TEXT_MAX = PAGE,    /* Linux limits VMCOREINFO to one page */
};

static const char beginning[] = "OSRELEASE=";

struct TckVmcoreSearch {
        TckCoreFile file;
        const GArray *segments;
        TckPages *pages;
        gint64 deadline;
        guint number;     /* of the current segment */
        guint64 at;       /* the offset in the segment, in bytes */
        guint64 physical; /* the address from which pages are searched */
        gsize length;     /* of the bytes read from the segment at `at` */
        guint8 bytes[PIECE];
};

TckVmcoreSearch *tck_vmcore_search_new(TckCoreFile file, const GArray *segments, TckPages *pages, gint64 deadline) {
        TckVmcoreSearch *search = g_new(TckVmcoreSearch, 1);

        search->file = file;
        search->segments = segments;
        search->pages = pages;
        search->deadline = deadline;
        search->number = 0;
        search->at = search->physical = 0;
        search->length = 0;
        return search;
}

void tck_vmcore_search_free(TckVmcoreSearch *search) {
        g_free(search);
}

/* The text of VMCOREINFO at the beginning of a page; NULL if it is something else. */
static char *take_text(const guint8 *page, gsize length) {
        gsize size = strnlen((const char *) page, MIN(length, TEXT_MAX));

        for (gsize i = 0; i < size; i++)
                if (!g_ascii_isprint(page[i]) && page[i] != '\n')
                        return NULL;
        return g_strstr_len((const char *) page, (gssize) size, "\nSYMBOL(") ? g_strndup((const char *) page, size)
                                                                             : NULL;
}

/* ---- segments of an ELF core ---- */

/* Skips a hole of the file. FALSE if the segment has no more data. */
static gboolean skip_hole(TckVmcoreSearch *search, const TckCoreSegment *segment) {
        off_t data = lseek(search->file.fd, (off_t) (segment->offset + search->at), SEEK_DATA);

        if (data < 0)
                return errno != ENXIO; /* some file systems do not support SEEK_DATA */
        if ((guint64) data > segment->offset + search->at)
                search->at = ((guint64) data - segment->offset) / PAGE * PAGE;
        return search->at < segment->length;
}

/* Reads the next piece, from the beginning of a page. FALSE without an error at the end. */
static gboolean read_on(TckVmcoreSearch *search, GError **error) {
        for (; search->number < search->segments->len; search->number++, search->at = 0) {
                const TckCoreSegment *segment = &g_array_index(search->segments, TckCoreSegment, search->number);

                if (search->at == 0 && segment->physical % PAGE)
                        search->at = PAGE - segment->physical % PAGE;
                if (search->at >= segment->length || !skip_hole(search, segment))
                        continue;
                search->length = (gsize) MIN(segment->length - search->at, PIECE);
                return tck_core_read_at(search->file.fd, segment->offset + search->at, search->bytes, search->length,
                                        error);
        }
        return FALSE;
}

static char *search_piece(TckVmcoreSearch *search, gsize *offset) {
        for (; *offset < search->length; *offset += PAGE) {
                const guint8 *page = search->bytes + *offset;
                gsize length = search->length - *offset;
                char *text = length >= sizeof beginning && memcmp(page, beginning, sizeof beginning - 1) == 0
                                     ? take_text(page, length)
                                     : NULL;

                if (text)
                        return text;
        }
        return NULL;
}

static char *search_segments(TckVmcoreSearch *search, GError **error) {
        for (;;) {
                gsize offset = 0;
                char *text;

                if (!tck_core_in_time(search->deadline, error) || !read_on(search, error))
                        return NULL;
                text = search_piece(search, &offset);
                search->at += text ? offset + PAGE : search->length;
                if (text)
                        return text;
        }
}

/* ---- pages of a kdump core ---- */

static char *search_pages(TckVmcoreSearch *search, GError **error) {
        while (tck_pages_search(search->pages, beginning, &search->physical, search->deadline, error)) {
                guint64 page = search->physical;
                char *text = tck_pages_read(search->pages, TCK_PAGES_PHYSICAL, page, search->bytes, PAGE, NULL)
                                     ? take_text(search->bytes, PAGE)
                                     : NULL;

                search->physical += PAGE;
                if (text)
                        return text;
        }
        return NULL;
}

char *tck_vmcore_search_next(TckVmcoreSearch *search, GError **error) {
        return search->segments ? search_segments(search, error) : search_pages(search, error);
}
