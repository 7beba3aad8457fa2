/* SPDX-License-Identifier: BSD-2-Clause */
#include "heap.h"

#include <stdint.h>

/* QEMU's pc needs 60 KiB, its q35 200 KiB, and 400 KiB with 255 CPUs. */
#define ARENA_SIZE (448u * 1024)
#define ALIGNMENT 16u

/* The header of each piece of memory, in use or free. */
struct piece {
        size_t size; /* of the whole piece, including this header */
        union {
                struct piece *next; /* the next free piece, by address, while the piece is free */
                size_t guard;       /* GUARD while the piece is in use */
        };
};

#define GUARD 0x7570616568206b63u

_Static_assert(sizeof(struct piece) == ALIGNMENT, "the memory after a piece's header is aligned");

static _Alignas(ALIGNMENT) unsigned char arena[ARENA_SIZE];
static struct piece *first_free;
static bool ready;

void heap_reset(void) {
        first_free = (struct piece *) arena;
        *first_free = (struct piece){.size = ARENA_SIZE};
        ready = true;
}

void *heap_allocate(size_t size) {
        struct piece **link = &first_free, *piece;

        if (!ready)
                heap_reset();
        if (size > ARENA_SIZE)
                return NULL;
        size = (size + sizeof(struct piece) + ALIGNMENT - 1) & ~(size_t) (ALIGNMENT - 1);

        while ((piece = *link) && piece->size < size)
                link = &piece->next;
        if (!piece)
                return NULL;
        if (piece->size > size) {
                struct piece *rest = (struct piece *) ((unsigned char *) piece + size);

                *rest = (struct piece){.size = piece->size - size, .next = piece->next};
                *link = rest;
        } else
                *link = piece->next;
        *piece = (struct piece){.size = size, .guard = GUARD};
        return piece + 1;
}

static bool touch(const struct piece *piece, const struct piece *next) {
        return (const unsigned char *) piece + piece->size == (const unsigned char *) next;
}

void heap_free(void *memory) {
        struct piece *piece, *before = NULL, *next = first_free;

        if (!memory)
                return;
        piece = (struct piece *) memory - 1;
        if (piece->guard != GUARD)
                __builtin_trap(); /* freed twice, or overrun: later answers could not be trusted */

        while (next && next < piece) {
                before = next;
                next = next->next;
        }
        piece->next = next;
        if (next && touch(piece, next)) {
                piece->size += next->size;
                piece->next = next->next;
        }
        if (!before)
                first_free = piece;
        else if (touch(before, piece)) {
                before->size += piece->size;
                before->next = piece->next;
        } else
                before->next = piece;
}
