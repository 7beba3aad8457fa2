/* SPDX-License-Identifier: BSD-2-Clause */
/* The memory of a probe's AML interpreter: pieces never overlap, and all of it can be freed. */
#include <glib.h>
#include <string.h>

#include "../../probe/aml/heap.c"

#define SEED 20u
#define ROUNDS 20000u
#define SLOTS 200u

/* The size of the largest free piece. */
static size_t largest(void) {
        for (size_t size = ARENA_SIZE; size; size -= ALIGNMENT) {
                void *memory = heap_allocate(size);

                if (memory) {
                        heap_free(memory);
                        return size;
                }
        }
        return 0;
}

static void test_whole(void) {
        void *memory;

        heap_reset();
        g_assert_cmpuint(largest(), ==, ARENA_SIZE - sizeof(struct piece));
        memory = heap_allocate(ARENA_SIZE - sizeof(struct piece));
        g_assert_nonnull(memory);
        memset(memory, 0xff, ARENA_SIZE - sizeof(struct piece));
        g_assert_null(heap_allocate(0));
        heap_free(memory);
        g_assert_cmpuint(largest(), ==, ARENA_SIZE - sizeof(struct piece));
}

static void test_too_much(void) {
        heap_reset();
        g_assert_null(heap_allocate(ARENA_SIZE));
        g_assert_null(heap_allocate(SIZE_MAX));
        g_assert_null(heap_allocate(SIZE_MAX - ALIGNMENT));
        heap_free(NULL);
}

static void test_empty(void) {
        char *a, *b;

        heap_reset();
        a = heap_allocate(0);
        b = heap_allocate(0);
        g_assert_true(a && b && a != b);
        heap_free(a);
        heap_free(b);
        g_assert_cmpuint(largest(), ==, ARENA_SIZE - sizeof(struct piece));
}

/* Adjacent free pieces are joined, in whatever order they were freed. */
static void test_neighbours(void) {
        static const unsigned orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

        for (gsize i = 0; i < G_N_ELEMENTS(orders); i++) {
                void *memory[3], *after, *again;

                heap_reset();
                for (gsize j = 0; j < 3; j++)
                        memory[j] = heap_allocate(1000);
                after = heap_allocate(1000);
                for (gsize j = 0; j < 3; j++)
                        heap_free(memory[orders[i][j]]);
                again = heap_allocate(3000);
                g_assert_true(again == memory[0]);
                heap_free(again);
                heap_free(after);
                g_assert_cmpuint(largest(), ==, ARENA_SIZE - sizeof(struct piece));
        }
}

static void test_freed_twice(void) {
        if (g_test_subprocess()) {
                void *memory = heap_allocate(10);

                heap_free(memory);
                heap_free(memory);
                return;
        }
        g_test_trap_subprocess(NULL, 0, 0);
        g_test_trap_assert_failed();
}

static void check(const unsigned char *memory, size_t size, unsigned char byte) {
        for (size_t i = 0; i < size; i++)
                g_assert_cmphex(memory[i], ==, byte);
}

/* Random allocations: no piece changes a byte of another. */
static void test_random(void) {
        struct {
                unsigned char *memory;
                size_t size;
        } slots[SLOTS] = {0};
        g_autoptr(GRand) random = g_rand_new_with_seed(SEED);

        heap_reset();
        for (guint i = 0; i < ROUNDS; i++) {
                guint slot = (guint) g_rand_int_range(random, 0, SLOTS);
                unsigned char byte = (unsigned char) slot;

                if (slots[slot].memory) {
                        check(slots[slot].memory, slots[slot].size, byte);
                        heap_free(slots[slot].memory);
                        slots[slot].memory = NULL;
                        continue;
                }
                slots[slot].size = (size_t) g_rand_int_range(random, 0, g_rand_boolean(random) ? 100 : 8000);
                slots[slot].memory = heap_allocate(slots[slot].size);
                if (!slots[slot].memory)
                        continue;
                g_assert_cmpuint((size_t) slots[slot].memory % ALIGNMENT, ==, 0);
                memset(slots[slot].memory, byte, slots[slot].size);
        }
        for (guint slot = 0; slot < SLOTS; slot++)
                heap_free(slots[slot].memory);
        g_assert_cmpuint(largest(), ==, ARENA_SIZE - sizeof(struct piece));
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/heap/whole", test_whole);
        g_test_add_func("/heap/too-much", test_too_much);
        g_test_add_func("/heap/empty", test_empty);
        g_test_add_func("/heap/neighbours", test_neighbours);
        g_test_add_func("/heap/freed-twice", test_freed_twice);
        g_test_add_func("/heap/random", test_random);
        return g_test_run();
}
