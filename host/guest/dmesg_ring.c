/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The descriptor ring since Linux 5.10 (kernel/printk/printk_ringbuffer.h and .c). Messages are numbered. The low bits of a
 * number are the index of the message's descriptor and of its information. The text is in another ring, at positions that the
 * descriptor has.
 */
#include "dmesg_form.h"
#include "error.h"

enum {
        DESCRIPTOR_BITS_MAX = 23, /* enough for a log of 256 MiB */
        DATA_BITS_MAX = 31,
        COMMITTED = 1, /* states of a descriptor, in its two highest bits, in which its text can be read */
        FINALIZED = 2,
};

/* Offsets of members, in the order of names below. */
typedef struct {
        guint64 desc_ring, text_data_ring;
        guint64 count_bits, descs, infos, head_id, tail_id;
        guint64 desc_size, state_var, text_blk_lpos;
        guint64 begin, next;
        guint64 info_size, ts_nsec, text_len, caller_id;
        guint64 size_bits, data;
        guint64 counter;
} Layout;

static const struct {
        const char *key;
        gsize place;
} names[] = {
        {"OFFSET(printk_ringbuffer.desc_ring)", G_STRUCT_OFFSET(Layout, desc_ring)},
        {"OFFSET(printk_ringbuffer.text_data_ring)", G_STRUCT_OFFSET(Layout, text_data_ring)},
        {"OFFSET(prb_desc_ring.count_bits)", G_STRUCT_OFFSET(Layout, count_bits)},
        {"OFFSET(prb_desc_ring.descs)", G_STRUCT_OFFSET(Layout, descs)},
        {"OFFSET(prb_desc_ring.infos)", G_STRUCT_OFFSET(Layout, infos)},
        {"OFFSET(prb_desc_ring.head_id)", G_STRUCT_OFFSET(Layout, head_id)},
        {"OFFSET(prb_desc_ring.tail_id)", G_STRUCT_OFFSET(Layout, tail_id)},
        {"SIZE(prb_desc)", G_STRUCT_OFFSET(Layout, desc_size)},
        {"OFFSET(prb_desc.state_var)", G_STRUCT_OFFSET(Layout, state_var)},
        {"OFFSET(prb_desc.text_blk_lpos)", G_STRUCT_OFFSET(Layout, text_blk_lpos)},
        {"OFFSET(prb_data_blk_lpos.begin)", G_STRUCT_OFFSET(Layout, begin)},
        {"OFFSET(prb_data_blk_lpos.next)", G_STRUCT_OFFSET(Layout, next)},
        {"SIZE(printk_info)", G_STRUCT_OFFSET(Layout, info_size)},
        {"OFFSET(printk_info.ts_nsec)", G_STRUCT_OFFSET(Layout, ts_nsec)},
        {"OFFSET(printk_info.text_len)", G_STRUCT_OFFSET(Layout, text_len)},
        {"OFFSET(printk_info.caller_id)", G_STRUCT_OFFSET(Layout, caller_id)},
        {"OFFSET(prb_data_ring.size_bits)", G_STRUCT_OFFSET(Layout, size_bits)},
        {"OFFSET(prb_data_ring.data)", G_STRUCT_OFFSET(Layout, data)},
        {"OFFSET(atomic_long_t.counter)", G_STRUCT_OFFSET(Layout, counter)},
};

typedef struct {
        TckDmesg *dmesg;
        const TckKernelMemory *memory;
        Layout layout;
        guint64 count, size; /* descriptors; bytes of text */
        guint64 head, tail;  /* numbers of messages */
        guint64 numbers;     /* a mask of the bits of a number */
        TckKernelView *descriptors, *infos, *data;
} Ring;

/* Whether a member lies within its structure. */
static gboolean fits(guint64 offset, guint64 length, guint64 size) {
        return offset <= size && length <= size - offset;
}

static gboolean read_layout(Ring *ring, GError **error) {
        Layout *layout = &ring->layout;
        guint word = ring->memory->word;

        for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
                if (!tck_vmcore_info_demand(ring->dmesg->info, names[i].key, G_STRUCT_MEMBER_P(layout, names[i].place),
                                            error))
                        return FALSE;
        if (layout->desc_size <= TCK_KERNEL_VIEW && layout->info_size <= TCK_KERNEL_VIEW &&
            layout->counter <= layout->desc_size &&
            fits(layout->state_var + layout->counter, word, layout->desc_size) &&
            fits(layout->text_blk_lpos, 2 * word, layout->desc_size) && layout->begin <= layout->desc_size &&
            layout->next <= layout->desc_size &&
            fits(layout->text_blk_lpos + MAX(layout->begin, layout->next), word, layout->desc_size) &&
            fits(layout->ts_nsec, 8, layout->info_size) && fits(layout->text_len, 2, layout->info_size) &&
            fits(layout->caller_id, 4, layout->info_size))
                return TRUE;
        return tck_error_set(error, TCK_ERROR_PROTOCOL, "the structures in its VMCOREINFO are inconsistent");
}

/* Reads the descriptor ring's fields. */
static gboolean read_descriptors(Ring *ring, guint64 address, GError **error) {
        const TckKernelMemory *memory = ring->memory;
        const Layout *layout = &ring->layout;
        guint64 bits, descriptors, infos;

        if (!tck_kernel_read_integer(memory, address + layout->count_bits, 4, &bits, error) ||
            !tck_kernel_read_integer(memory, address + layout->descs, memory->word, &descriptors, error) ||
            !tck_kernel_read_integer(memory, address + layout->infos, memory->word, &infos, error) ||
            !tck_kernel_read_integer(memory, address + layout->head_id + layout->counter, memory->word, &ring->head,
                                     error) ||
            !tck_kernel_read_integer(memory, address + layout->tail_id + layout->counter, memory->word, &ring->tail,
                                     error))
                return FALSE;
        if (bits > DESCRIPTOR_BITS_MAX)
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "the kernel's log has too many messages");
        ring->count = G_GUINT64_CONSTANT(1) << bits;
        ring->descriptors = tck_kernel_view_new(descriptors, ring->count * layout->desc_size);
        ring->infos = tck_kernel_view_new(infos, ring->count * layout->info_size);
        return TRUE;
}

static gboolean read_data(Ring *ring, guint64 address, GError **error) {
        guint64 bits, data;

        if (!tck_kernel_read_integer(ring->memory, address + ring->layout.size_bits, 4, &bits, error) ||
            !tck_kernel_read_integer(ring->memory, address + ring->layout.data, ring->memory->word, &data, error))
                return FALSE;
        if (bits > DATA_BITS_MAX)
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "the kernel's log is too long");
        ring->size = G_GUINT64_CONSTANT(1) << bits;
        ring->data = tck_kernel_view_new(data, ring->size);
        return TRUE;
}

static gboolean read_ring(Ring *ring, GError **error) {
        guint64 address;

        ring->numbers = G_MAXUINT64 >> (64 - (8 * ring->memory->word - 2));
        if (!read_layout(ring, error) ||
            !tck_dmesg_variable(ring->dmesg, "SYMBOL(prb)", ring->memory->word, &address, error) ||
            !read_descriptors(ring, address + ring->layout.desc_ring, error) ||
            !read_data(ring, address + ring->layout.text_data_ring, error))
                return FALSE;
        if (((ring->head - ring->tail) & ring->numbers) >= ring->count)
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "the kernel's log has an invalid beginning or end");
        return TRUE;
}

/* A position is an unsigned long that only increases, and wraps. */
static guint64 as_long(const Ring *ring, guint64 position) {
        return position & (G_MAXUINT64 >> (64 - 8 * ring->memory->word));
}

/* How often the ring was filled up to a position. */
static guint64 round_of(const Ring *ring, guint64 position) {
        return as_long(ring, position) / ring->size;
}

/* Finds the text between the positions of its block, which begins with the message's number. A block that would not fit before the end of
 * the ring is at its beginning; one that fits exactly may end there. */
static gboolean find_text(Ring *ring, guint64 begin, guint64 next, TckDmesgRecord *record, GError **error) {
        guint word = ring->memory->word;
        guint64 offset = begin % ring->size, length = 0;

        if (begin & next & 1) { /* a message without text */
                record->length = 0;
                return TRUE;
        }
        if (round_of(ring, begin) == round_of(ring, next - 1)) {
                length = as_long(ring, next - begin);
        } else if (round_of(ring, begin + ring->size) == round_of(ring, next - 1)) {
                offset = 0;
                length = next % ring->size;
        }
        if (length < word || !fits(offset, length, ring->size))
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "the kernel's log has a message outside its buffer");
        record->length = (gsize) MIN(record->length, length - word);
        record->text = tck_kernel_view(ring->data, ring->memory, offset + word, record->length, error);
        return record->text != NULL;
}

/* FALSE with an error, which may concern only this message. */
static gboolean read_message(Ring *ring, guint64 number, gboolean *ret_there, TckDmesgRecord *record, GError **error) {
        const TckKernelMemory *memory = ring->memory;
        const Layout *layout = &ring->layout;
        guint64 index = number & (ring->count - 1), state, begin, next;
        const guint8 *bytes =
                tck_kernel_view(ring->descriptors, memory, index * layout->desc_size, (gsize) layout->desc_size, error);

        *ret_there = FALSE;
        if (!bytes)
                return FALSE;
        state = tck_kernel_integer(memory, bytes + layout->state_var + layout->counter, memory->word);
        begin = tck_kernel_integer(memory, bytes + layout->text_blk_lpos + layout->begin, memory->word);
        next = tck_kernel_integer(memory, bytes + layout->text_blk_lpos + layout->next, memory->word);
        if ((state & ring->numbers) != number)
                return TRUE;
        state >>= 8 * memory->word - 2;
        if (state != COMMITTED && state != FINALIZED)
                return TRUE;
        bytes = tck_kernel_view(ring->infos, memory, index * layout->info_size, (gsize) layout->info_size, error);
        if (!bytes)
                return FALSE;
        *record = (TckDmesgRecord){.nanoseconds = tck_kernel_integer(memory, bytes + layout->ts_nsec, 8),
                                   .has_caller = TRUE,
                                   .caller = (guint32) tck_kernel_integer(memory, bytes + layout->caller_id, 4),
                                   .length = (gsize) tck_kernel_integer(memory, bytes + layout->text_len, 2)};
        *ret_there = TRUE;
        return find_text(ring, begin, next, record, error);
}

static gboolean print_messages(Ring *ring, GError **error) {
        guint64 count = ((ring->head - ring->tail) & ring->numbers) + 1;

        for (guint64 i = 0; i < count; i++) {
                TckDmesgRecord record;
                GError *local = NULL;
                gboolean there;

                if (read_message(ring, (ring->tail + i) & ring->numbers, &there, &record, &local)) {
                        if (there && !tck_dmesg_print_record(ring->dmesg, &record, error))
                                return FALSE;
                } else if (!tck_dmesg_pass_over(ring->dmesg, local, error)) {
                        return FALSE;
                }
        }
        return TRUE;
}

gboolean tck_dmesg_ring(TckDmesg *dmesg, GError **error) {
        Ring ring = {.dmesg = dmesg, .memory = dmesg->memory};
        gboolean good = read_ring(&ring, error) && print_messages(&ring, error);

        g_free(ring.descriptors);
        g_free(ring.infos);
        g_free(ring.data);
        return good;
}
