/* Growing arrays. */
#ifndef GSYNC_COMMON_ARRAY_H
#define GSYNC_COMMON_ARRAY_H

#include <stdbool.h>
#include <stdlib.h>

/* Makes room for one more than `count` items of `size` bytes. Returns the array, moved or not, or NULL without memory (the old one stays). */
static inline void *array_grow(void *items, size_t count, size_t *cap, size_t size)
{
	if (count < *cap)
		return items;
	size_t more = *cap ? *cap * 2 : 16;
	void *grown = reallocarray(items, more, size);
	if (grown)
		*cap = more;
	return grown;
}

/* Appends `item` to x->items, counted by x->count, with room x->cap. False without memory. */
#define array_add(x, item)                                                                      \
	__extension__({                                                                         \
		void *grown_ = array_grow((x)->items, (x)->count, &(x)->cap, sizeof *(x)->items); \
		if (grown_) {                                                                   \
			(x)->items = grown_;                                                    \
			(x)->items[(x)->count++] = (item);                                      \
		}                                                                               \
		grown_ != NULL;                                                                 \
	})

#endif
